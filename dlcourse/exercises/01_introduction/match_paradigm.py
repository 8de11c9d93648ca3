"""Which kind of feedback does a task give?"""

from dlcourse.grading.exercise import Exercise, Mistake
from dlcourse.paradigms import KINDS, match_paradigm


def stub():
    """Return a dictionary that gives each task one of the four kinds of feedback.

    Keys, and what each task is:
        spam_filter       mails, each marked by a reader as spam or not
        house_price       sizes and places of houses, with the price each was sold for
        tumour_outline    scans in which doctors have drawn the outline of a tumour
        customer_groups   shopping baskets; find groups of customers who buy alike
        odd_sounds        recordings of a running machine; find those unlike the rest
        next_token        text; guess each next word from the words before it
        hidden_patches    photographs; fill in patches that the program itself has covered
        advert_choice     show one of several adverts; you see whether that one is clicked
        walking_robot     move the joints; the score is how far the robot gets
    Values: "supervised", "unsupervised", "self-supervised" (with a hyphen), "reinforcement".
    Returns: a dictionary with these nine keys.
    """
    raise NotImplementedError


_REASONS = {
    "spam_filter": "a reader has marked every mail, so each input comes with its target",
    "house_price": "each house comes with the price it was sold for: a target that is a number",
    "tumour_outline": "the outlines were drawn by doctors: each scan comes with its target",
    "customer_groups": "no targets are given: nobody says which groups there are",
    "odd_sounds": "no recording is marked as odd or normal: there are only inputs",
    "next_token": "the target is the text itself: the next word, hidden until it has been guessed",
    "hidden_patches": "the target was cut from the input itself: the covered patch",
    "advert_choice": "only the reward of the chosen advert is seen; what another would have brought stays unknown",
    "walking_robot": "the robot is told how far it got, never which movement would have been right",
}


def cases(seed):
    return {"the nine tasks": ()}


def holds(observed):
    right = match_paradigm()
    wrong = [task for task in _REASONS if not _same_word(observed[task], right[task])]
    for task in wrong:
        given = observed[task]
        if isinstance(given, str) and given in KINDS:
            yield f"{task} {given}", f"{task} is not {given}: {_REASONS[task]}."
        else:
            yield f"{task} unknown", f"The kind of {task}, {str(given)!r:.40}, is none of {', '.join(KINDS)}."
    if wrong:
        yield "count", f"{len(right) - len(wrong)} of the {len(right)} tasks are right."


def _same_word(given, word):
    return isinstance(given, str) and given == word


def but_for(**changed):
    return match_paradigm() | changed


def text_without_targets():
    return but_for(next_token="unsupervised")


def hidden_parts_without_targets():
    return but_for(next_token="unsupervised", hidden_patches="unsupervised")


def hidden_parts_with_labels():
    return but_for(next_token="supervised", hidden_patches="supervised")


def one_part_with_labels():
    return but_for(next_token="supervised")


def no_reward_seen():
    return but_for(advert_choice="unsupervised", walking_robot="unsupervised")


def distance_as_label():
    return but_for(walking_robot="supervised")


def unmarked_recordings_hide_something():
    return but_for(odd_sounds="self-supervised")


def groups_with_labels():
    return but_for(customer_groups="supervised")


def clicks_as_labels():
    return but_for(advert_choice="supervised")


def all_rewards_as_labels():
    return but_for(advert_choice="supervised", walking_robot="supervised")


def numbers_are_no_labels():
    return but_for(house_price="unsupervised")


def odd_is_a_label():
    return but_for(odd_sounds="supervised")


def by_groups():
    groups = {
        "supervised": ("spam_filter", "house_price", "tumour_outline"),
        "unsupervised": ("customer_groups", "odd_sounds"),
        "self-supervised": ("next_token", "hidden_patches"),
        "reinforcement": ("advert_choice", "walking_robot"),
    }
    return {task: kind for kind, tasks in groups.items() for task in tasks}


EXERCISE = Exercise(
    name="match_paradigm",
    title="Name the feedback",
    points=1,
    stars=1,
    minutes=5,
    task=(
        "Nine tasks are described in the cell below. Write `match_paradigm()`, which returns a dictionary with the "
        "kind of feedback of each. Ask of every task: is there a target, who made it, and what is seen after an answer?"
    ),
    stub=stub,
    solution=match_paradigm,
    reasons=(
        ('"house_price": "supervised"', "A target may be a number as well as a class."),
        ('"customer_groups": "unsupervised"', "Nobody says which groups there are, or how many."),
        ('"next_token": "self-supervised"', "The text is question and answer at once; no person labels anything."),
        (
            '"advert_choice": "reinforcement"',
            "You see the reward of your own choice, never what the others would have brought.",
        ),
    ),
    cases=cases,
    hints=(
        "Ask first whether there is a target at all. If there is none and no reward either, it is unsupervised.",
        "If a target was made by hiding part of the input, it is self-supervised; if a person gave it, supervised.",
        "If an answer brings only a score for itself, and nobody says what would have been best, it is reinforcement.",
    ),
    mistakes=(
        Mistake(
            text_without_targets,
            "You called guessing the next word unsupervised. There is a target: the text itself.",
        ),
        Mistake(
            hidden_parts_without_targets,
            "Both tasks with a hidden part have targets: the part that was hidden. That is called self-supervised.",
        ),
        Mistake(
            hidden_parts_with_labels,
            "Both tasks with a hidden part have targets, but no person made them: that is called self-supervised.",
        ),
        Mistake(
            one_part_with_labels,
            "You called guessing the next word supervised. Its targets are there, but no person had to make them.",
        ),
        Mistake(
            no_reward_seen,
            "A click and a distance are heard after each answer: that is more than nothing, and less than a target.",
        ),
        Mistake(
            distance_as_label,
            "You called the robot supervised. The distance judges what it did; nobody shows it the right movement.",
        ),
        Mistake(
            unmarked_recordings_hide_something,
            "You called the odd sounds self-supervised. As described, no part of a recording is hidden as a target.",
        ),
        Mistake(groups_with_labels, "You called finding customer groups supervised, but no targets are given."),
        Mistake(
            clicks_as_labels,
            "You called the adverts supervised, but only the reward of the chosen advert is seen.",
        ),
        Mistake(
            all_rewards_as_labels,
            "A click and a distance are rewards for what was done. A target would say what should have been done.",
        ),
        Mistake(numbers_are_no_labels, "You called the house prices unsupervised. A price is a target too: a number."),
        Mistake(odd_is_a_label, "You called the odd sounds supervised, but no recording is marked as odd."),
    ),
    also_right=(by_groups,),
    holds=holds,
    why="The kind of feedback decides which loss you can write down, and what data you have to pay for.",
    next="Lessons 02 to 20 are mostly supervised or self-supervised, 21 unsupervised, 22 reinforcement.",
)
