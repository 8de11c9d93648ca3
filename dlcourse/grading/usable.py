"""Whether an answer can be called at all with the exercise's arguments."""

import inspect


def unusable(exercise, answer):
    """Why an answer can't even be called with the exercise's arguments; an empty string when it can."""
    if not callable(answer):
        return (
            f"You passed {_kind(answer)}. Pass the function itself, without parentheses and arguments: "
            f'check("{exercise.name}", {exercise.name}).'
        )
    wanted = list(inspect.signature(exercise.stub).parameters)
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):  # some built-ins have none
        return ""
    try:
        signature.bind(*wanted)
    except TypeError:
        return (
            f"Your function takes {_arguments([_written(each) for each in signature.parameters.values()])}, "
            f"but it is called with {_arguments(wanted)}: check the line that starts with `def`."
        )
    return ""


def _kind(value):
    return "None" if value is None else f"a value of type {type(value).__name__}, not a function"


def _arguments(names):
    return f"{len(names)} argument{'' if len(names) == 1 else 's'}" + (f" ({', '.join(names)})" if names else "")


def _written(parameter):
    bare = str(parameter.replace(annotation=parameter.empty, default=parameter.empty))
    return f"{bare} by name" if parameter.kind is parameter.KEYWORD_ONLY else bare
