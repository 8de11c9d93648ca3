"""Small pictures in a grid, with what a network said of them."""

import numpy as np

from dlcourse.plots._arrays import array, as_many, finite, short
from dlcourse.plots.figure import COLOURS, new_figure
from dlcourse.plots.overlays import draw_boxes, draw_mask


def image_grid(
    images,
    captions=None,
    *,
    title,
    columns=10,
    wrong=None,
    signed=False,
    labels=None,
    predictions=None,
    names=None,
    masks=None,
    boxes=None,
    box_names=None,
    inches=None,
    alt=None,
):
    """Pictures in rows, each with a caption: grey ones with ink dark on light, colour ones as they are.

    Args:
        images: ``(B, height, width)``, or ``(B, height, width, 3)`` in colour, from 0 to 1 or whole numbers to 255.
        captions: ``B`` texts or numbers.
        title: the finding.
        columns: pictures in a row.
        wrong: ``(B,)``, true where the caption is framed as wrong.
        signed: draw negative numbers orange and positive ones purple, zero white, instead of ink; clearly negative
            ones carry a minus, which is seen without colours too.
        labels: ``(B,)`` true classes, from which captions are made.
        predictions: ``(B,)`` classes that were answered; a wrong one is marked, with the label it should have been.
        names: the names of the classes.
        masks: ``(B, height, width)`` whole numbers, a class for each pixel, 0 for background.
        boxes: for each picture ``(n, 4)``: x1, y1, x2, y2 in pixels from its left upper corner.
        box_names: for each picture ``n`` texts.
        inches: width of a picture; by default 0.85, and 1.7 under masks or boxes.
        alt: a description; by default the title and the captions.

    Returns:
        A Figure.

    Raises:
        ValueError: pictures of another shape, or other numbers of captions, masks or boxes than of pictures.

    Example:
        >>> image_grid(np.eye(3)[None], [7], title="A stroke")
        Figure: A stroke. 1 picture of 3 by 3 pixels, captioned: 7.
        >>> image_grid(np.zeros((2, 4, 4)), labels=[0, 1], predictions=[0, 0], names=["cat", "dog"], title="One of two")
        Figure: One of two. 2 pictures of 4 by 4 pixels, captioned: cat, cat, not dog. 1 of 2 right.
    """
    images = _images(images)
    count, height, width = images.shape[:3]
    laid_over = masks is not None or boxes is not None
    inches, right = inches or (1.7 if laid_over else 0.85), ""
    if labels is not None or predictions is not None:
        captions, wrong, right = _answers(labels, predictions, names, count)
        longest = max(len(line) for caption in captions for line in caption.split("\n"))
        inches = max(inches, 0.085 * longest + 0.3)  # so that long names stand side by side
        columns = min(columns, max(1, int(9 / inches)))
    columns = min(columns, count)
    rows = -(-count // columns)
    given = {"captions": captions, "marks of wrong": wrong, "masks": masks, "boxes": boxes, "box_names": box_names}
    captions, wrong, masks, boxes, box_names = (
        each if each is None else as_many("image_grid()", name, each, count, "pictures") for name, each in given.items()
    )
    alt = alt or _in_words(title, images, captions, right, masks, boxes)
    row = inches - 0.85 + (0.95 if captions is None else 1.15)
    size = (max(inches * columns, 3.2), row * rows + 0.5)
    figure, axes = new_figure(alt, title, rows=rows, columns=columns, size=size, squeeze=False)
    for each in axes.flat[count:]:
        each.set_axis_off()
    for i, each in enumerate(axes.flat[:count]):
        draw_picture(each, images[i], signed)
        if masks is not None:
            draw_mask(each, _mask(masks[i], images[i]))
        if boxes is not None:
            draw_boxes(each, _boxes(boxes[i]), None if box_names is None else _names(box_names[i], boxes[i]))
        if captions is not None:
            _caption(each, captions[i], wrong is not None and bool(wrong[i]))
    return figure


def _images(images):
    array("image_grid()", "images", images, "(B, height, width)", "(B, height, width, 3)")
    images = np.asarray(images)
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images[..., 0]
    if images.ndim == 4 and images.shape[-1] != 3:
        raise ValueError(f"image_grid() got images of shape {images.shape}; give 1 or 3 colours, or no last axis.")
    return images


def _answers(labels, predictions, names, count):
    """Captions, where they are wrong, and how many are right, of labels and predictions."""
    call = (lambda each: short(names[int(each)], 12)) if names is not None else str
    given = {"labels": labels, "predictions": predictions}
    labels, predictions = (
        each if each is None else as_many("image_grid()", name, np.asarray(each).tolist(), count, "pictures")
        for name, each in given.items()
    )
    if predictions is None or labels is None:
        return [call(each) for each in (labels or predictions)], None, ""
    wrong = [guess != truth for guess, truth in zip(predictions, labels, strict=True)]
    pairs = zip(predictions, labels, wrong, strict=True)
    captions = [f"{call(guess)},\nnot {call(truth)}" if bad else call(guess) for guess, truth, bad in pairs]
    return captions, wrong, f" {count - sum(wrong)} of {count} right."


def _caption(axes, caption, bad):
    axes.set_title(
        f"{caption}{' ✗' if bad else ''}",
        color=COLOURS[1] if bad else "black",
        fontweight="bold" if bad else "normal",
        fontsize=9,
        pad=2,
    )


def _mask(mask, image):
    mask = np.asarray(mask)
    if mask.shape != image.shape[:2]:
        raise ValueError(f"image_grid() got a mask of shape {mask.shape} for an image of {image.shape[:2]}; give that.")
    return mask.astype(int)


def _boxes(boxes):
    boxes = np.asarray(boxes, dtype=float)
    if boxes.size and (boxes.ndim != 2 or boxes.shape[1] != 4):
        raise ValueError(f"image_grid() got boxes of shape {boxes.shape}; give (n, 4): x1, y1, x2, y2 of each.")
    return boxes.reshape(-1, 4)


def _names(names, boxes):
    return [short(name) for name in as_many("image_grid()", "names", names, len(boxes), "boxes")]


def _in_words(title, images, captions, right, masks, boxes):
    count, height, width = images.shape[:3]
    text = f"{title}. {count} picture{'s' * (count != 1)} of {height} by {width} pixels"
    text += "." if captions is None else f", captioned: {', '.join(map(str, captions))}."
    if right:  # captions of answers have two lines
        text = text.replace("\n", " ") + right
    if masks is not None:
        share = np.mean([np.mean(np.asarray(mask) > 0) for mask in masks])
        text += f" Masks cover {100 * share:.0f} % of the pixels."
    if boxes is not None:
        total = sum(len(each) for each in boxes)
        text += f" {total} box{'es' * (total != 1)} in all."
    return text


def draw_picture(axes, image, signed=False, *, vmin=None, vmax=None):
    """One picture in a frame, and what ``imshow`` returns; a pixel that is NaN or infinite is light red."""
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set(visible=True, color="0.85", linewidth=0.6)  # the frame shows where an empty margin ends
    if image.ndim == 3:
        return axes.imshow(np.clip(np.nan_to_num(image), 0, 255 if np.issubdtype(image.dtype, np.integer) else 1))
    image = finite(image)
    if np.isnan(image).any():
        axes.set_facecolor("#F7C6B8")
    if not signed:
        return axes.imshow(image, cmap="gray_r", vmin=vmin, vmax=vmax)
    reach = vmax or (0 if np.isnan(image).all() else np.nanmax(np.abs(image))) or 1.0
    drawn = axes.imshow(image, cmap="PuOr", vmin=-reach, vmax=reach)
    apart = max(1, image.shape[1] // 10)  # in larger pictures every pixel's minus would hide the picture
    rows, columns = np.nonzero(image[apart // 2 :: apart, apart // 2 :: apart] < -0.3 * reach)
    size = 4 if apart == 1 else 2.5
    axes.plot(columns * apart + apart // 2, rows * apart + apart // 2, "_", color="white", ms=size, mew=1.2)
    return drawn
