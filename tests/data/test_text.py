import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from dlcourse.data import prose, prose_characters, prose_text, sentiment_sentences

GOOD = "good great lovely excellent brilliant pleasant charming wonderful delightful perfect superb enjoyable".split()


def test_the_story_is_plain_text_of_a_known_length():
    text = prose_text()
    assert len(text) == 19604 and text.isascii() and text.endswith(".\n") and "\r" not in text
    assert set(prose_characters()) == set(text) and list(prose_characters()) == sorted(prose_characters())


def letters(ids):
    return "".join(prose_characters()[i] for i in ids)


def test_windows_are_cut_from_the_story_and_targets_come_one_later():
    x, y = prose(101, seed=2, length=23)
    assert x.shape == y.shape == (101, 23) and x.dtype == y.dtype == np.int64
    for ids, following in zip(x, y, strict=True):
        assert letters(ids) + letters(following[-1:]) in prose_text()
        np.testing.assert_array_equal(ids[1:], following[:-1])
    starts = [prose_text().find(letters(ids)) for ids in prose(500, seed=3, length=60)[0]]
    assert min(starts) < 300 and max(starts) > 19200  # 500 draws: nearer to the ends than 300 but for e^-7
    assert np.any(x != prose(101, seed=3, length=23)[0])


@pytest.mark.parametrize("length", [7, 100, 9801, 19603])
def test_without_a_count_the_windows_follow_each_other(length):
    x, y = prose(None, length=length)
    text = prose_text()
    assert letters(x.ravel()) == text[: len(x) * length] and len(x) == (len(text) - 1) // length
    assert letters(y.ravel()) == text[1 : len(x) * length + 1]


def test_sentences_say_what_their_label_says():
    sentences, labels = sentiment_sentences(4608, seed=1)
    assert len(set(sentences.tolist())) == 4608
    turned = 0
    for sentence, label in zip(sentences, labels, strict=True):
        words = sentence.lower().replace(",", "").replace(".", "").replace("!", "").split()
        praise = any(word in GOOD for word in words)
        turned += "not" in words
        assert label == (praise != ("not" in words)) and "{" not in sentence
    assert turned == 4608 // 4 and labels.mean() == 0.5


@pytest.mark.parametrize("seed", range(3))
def test_counting_words_helps_but_does_not_settle_it(seed):
    sentences, labels = sentiment_sentences(1500, seed)
    counts = CountVectorizer().fit_transform(sentences)
    score = LogisticRegression().fit(counts[:1000], labels[:1000]).score(counts[1000:], labels[1000:])
    # chance is 0.5, and a quarter of the sentences turn their adjective round; 500 sentences: 0.02 standard error
    assert 0.65 < score < 0.9


def test_text_says_what_is_wrong():
    with pytest.raises(ValueError, match=r"prose\(\) got length=19604; give a number of at most 19603"):
        prose(3, length=19604)
    for name in ("count", "length"):
        with pytest.raises(ValueError, match=rf"prose\(\) got {name}=0; give a whole number"):
            prose(**{name: 0})
    with pytest.raises(ValueError, match=r"sentiment_sentences\(\) got count=0"):
        sentiment_sentences(0)
    with pytest.raises(ValueError, match="got count=4609; there are 4608 different sentences"):
        sentiment_sentences(4609)
