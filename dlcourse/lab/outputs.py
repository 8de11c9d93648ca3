"""What may be carried over of a cell's outputs."""

_SHOWN = ("text/plain", "image/png", "image/jpeg")


def harmless(outputs):
    """Text, errors and pixels of a cell's outputs. HTML and scripts go: the update marks the notebook as trusted."""
    found = [each for each in outputs if isinstance(each, dict)] if isinstance(outputs, list) else []
    return [kept for kept in map(_harmless, found) if kept]


def _harmless(output):
    """One output, put together from the fields that its kind has; None where there is nothing to show."""
    from nbformat import v4

    kind, data = output.get("output_type"), output.get("data")
    if kind == "stream" and isinstance(output.get("text"), str):
        return v4.new_output(kind, name=str(output.get("name", "stdout")), text=output["text"])
    if kind == "error" and isinstance(output.get("traceback"), list):
        lines = [str(line) for line in output["traceback"]]
        name, value = str(output.get("ename", "")), str(output.get("evalue", ""))
        return v4.new_output(kind, ename=name, evalue=value, traceback=lines)
    shown = {mime: data[mime] for mime in _SHOWN if isinstance(data.get(mime), str)} if isinstance(data, dict) else {}
    return v4.new_output("display_data", data=shown) if shown else None


def count(cell):
    """The cell's execution count, if it has one."""
    number = cell.get("execution_count")
    return number if isinstance(number, int) else None
