"""Lesson 01's experiments: the same digits for every model, several seeds each, arrays out."""

import numpy as np

from dlcourse.data import load_digits, move_digits, train_val_test_split
from dlcourse.experiments.repeated import RepeatedTraining
from dlcourse.metrics import accuracy
from dlcourse.models import dense_network, small_cnn

SIZES = (30, 60, 125, 250, 500, 1000)
STEPS = 300  # of 32 images; every network takes as many, whatever the number of training images


def split_digits(seed, moved=False):
    """The digits, shuffled by ``seed`` and scaled to 0...1, as flat rows: ``(x, y), (x_test, y_test)``."""
    images, labels = load_digits()
    if moved:
        images = move_digits(images, seed=seed)
    rows = images.reshape(len(images), -1) / 16
    train, _, test = train_val_test_split(rows, labels, val=0.0, test=0.3, seed=seed)
    return train, test


def classical_models():
    """Three models that are no networks, with settings left as they come but for one number each."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.svm import SVC

    return {
        "logistic regression": LogisticRegression(max_iter=300),
        "RBF-SVM": SVC(C=10),
        "3 nearest neighbours": KNeighborsClassifier(3),
    }


def networks(side=8):
    """Two networks: dense layers, and convolutions."""
    pixels = side * side
    return {
        "dense network": RepeatedTraining(lambda: dense_network([pixels, 128, 10])),
        "convolutional network": RepeatedTraining(lambda: small_cnn(side)),
    }


def test_accuracy(model, train, test, seed):
    """Accuracy on ``test`` after training on ``train``, for a scikit-learn model or a network."""
    from threadpoolctl import threadpool_limits

    if isinstance(model, RepeatedTraining):
        return accuracy(test[1], model.fit(*train, seed=seed, steps=STEPS).outputs(test[0]))
    with threadpool_limits(1):  # on small data more threads only wait for each other: 0.8 s instead of 0.03 s
        return accuracy(test[1], model.fit(*train).predict(test[0]))


test_accuracy.__test__ = False  # the name is the field's; pytest shall not collect it


def accuracy_by_training_size(sizes=SIZES, seeds=range(3)):
    """Test accuracy of five models against the number of training images: ``{model: (len(seeds), len(sizes))}``.

    Every network takes the same number of steps, whatever the size.
    """
    models = classical_models() | networks()
    result = {name: np.zeros((len(seeds), len(sizes))) for name in models}
    for i, seed in enumerate(seeds):
        (x, y), test = split_digits(seed)
        for name, model in models.items():
            result[name][i] = [test_accuracy(model, (x[:n], y[:n]), test, seed) for n in sizes]
    return result


def accuracy_on_moved_digits(seeds=range(3)):
    """The same models on digits that lie anywhere in a picture of 16 x 16: ``{model: (len(seeds),)}``."""
    models = classical_models() | networks(side=16)
    result = {name: [] for name in models}
    for seed in seeds:
        train, test = split_digits(seed, moved=True)
        for name, model in models.items():
            result[name].append(test_accuracy(model, train, test, seed))
    return {name: np.array(values) for name, values in result.items()}


def accuracy_by_depth(depths=(1, 2, 4), seeds=range(3)):
    """Test accuracy of dense networks with one, two and four hidden layers of 64 units: ``{depth: (len(seeds),)}``."""
    result = {}
    for depth in depths:
        model = RepeatedTraining(lambda depth=depth: dense_network([64, *[64] * depth, 10]))
        result[depth] = np.array([test_accuracy(model, *split_digits(seed), seed) for seed in seeds])
    return result
