from dlcourse.training.history import History


def test_it_keeps_what_keras_keeps():
    history = History()
    history.add(0, {"loss": 2.0})
    history.add(1, {"loss": 1.0, "val_loss": 3.0})
    assert history.history == {"loss": [2.0, 1.0], "val_loss": [3.0]}
    assert history.epoch == [0, 1]
    assert history.interrupted is None
    assert repr(history) == "History: 2 epochs; loss 1, val_loss 3"
    assert repr(History()) == "History: 0 epochs"
