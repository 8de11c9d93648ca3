# %% [markdown]
# # Lesson 01: What deep learning is (and is not)
# After this lesson you can
#
# - say what a deep network learns that others are given, and when that pays;
# - name the parts of a model, and what fails when one is missing;
# - split and scale data without fooling yourself;
# - compare a deep and a shallow model fairly;
# - name a task's kind of feedback.
#
# **Time:** 105 minutes with six exercises; take a break before the race. **You need:** Python, NumPy arrays.
# **Interview questions answered:** 10.

# %%
import numpy as np

from dlcourse import check, claim, data, hint, metrics, models, plots, progress, solution, widgets

# %% [markdown]
# ## Can a machine read handwriting?
# Here are small pictures of digits, written by hand. Each has 8 by 8 pixels, and each pixel is a number from 0
# (paper) to 16 (ink).

# %%
images, labels = data.load_digits()
plots.image_grid(images[:20], labels[:20], title="Handwritten digits, each with its label")

# %% [markdown]
# To you these are digits. To the computer they are this:

# %% tags=["nbval-check-output"]
print(images[0].astype(int))
print("images", images.shape, "labels", labels.shape)

# %% [markdown]
# Try to write down a **rule** that tells a 3 from an 8 by these numbers, and that survives other people's
# handwriting. It is hard to do, and nobody writes such rules by hand any more.
#
# **Machine learning** finds the rule from examples instead: pictures that come with the right answer. The right
# answers are called **labels** or **targets**.

# %% [markdown]
# ## Keep some examples away from the model
# A model that has seen a picture may simply remember it. So it learns from one part only, the **training set**, and
# some pictures are kept away until the end: the **test set**. A third part, the **validation set**, is there for
# choices that you make on the way.
#
# By hand, with ten examples: shuffle their row numbers, then cut.

# %% tags=["nbval-check-output"]
order = np.random.default_rng(0).permutation(10)
print("shuffled:", order)
print("train:", order[5:], " validation:", order[:2], " test:", order[2:5])

# %% [markdown]
# Every number stands in exactly one part. That is all there is to a split, and yet it is where many wrong results
# come from.

# %% exercise="split_indices"

# %% [markdown]
# From here on the lesson uses the package's own version. We compare it with that of **scikit-learn**, the usual
# library for models that are not networks. This lesson makes no choices by scores, so its validation part stays empty.

# %%
from sklearn.model_selection import train_test_split

train, _, test = data.split_indices(len(images), val=0.0, test=0.3, seed=0)
_, their_test = train_test_split(images, test_size=0.3, random_state=0)
claim("Our test set is as large as scikit-learn's, up to one row", len(test), len(their_test), within=1)
claim("No row stands in two parts", len(np.intersect1d(train, test)), 0)
(x_train, y_train), _, (x_test, y_test) = data.train_val_test_split(
    images.reshape(-1, 64) / 16, labels, val=0.0, test=0.3, seed=0
)

# %% [markdown]
# One thing no shuffling removes: these pictures come from 13 people (Alpaydin and Kaynak, 1998), and the same hands
# write in both parts. Our scores say how well a model reads **known** writers. For a new writer, less can be
# expected; we don't measure it. Ask this of every result you see: *new in which sense?*

# %% [markdown]
# ## The score to beat
# **Accuracy** is the share of right answers. A model reads digits with accuracy 0.9. Is that good?
#
# It depends on what you get without looking. **Predict:** somebody answers "3" to every picture. Will they score
# 0, 0.1 or 0.3?

# %%
always_three = np.full(len(y_test), 3)
claim("Always answering 3 is right about one time in ten", metrics.accuracy(y_test, always_three), 0.1, within=0.05)

# %% [markdown]
# The ten digits are about equally common, so 0.1, and 0.9 is far more. Such a score to beat is a **baseline**. But
# suppose 95 of 100 patients are healthy: a model that calls everybody healthy has accuracy 0.95, and finds nobody
# who is ill.

# %% tags=["nbval-check-output"]
known_patients, new_patients = np.array([0] * 190 + [1] * 10), np.array([0] * 95 + [1] * 5)
claim("Calling everybody healthy scores 0.95", metrics.majority_baseline(known_patients, new_patients), 0.95)

# %% exercise="majority_baseline"

# %% [markdown]
# ## Scale without looking ahead
# The numbers that describe an example are its **features**. Often they differ in size: an age in years,
# an income in euros. Many models learn faster when each
# column has mean 0 and standard deviation 1. For a column with the numbers 1 and 3, by hand:
#
# mean $= 2$, deviation $= 1$, so $1 \to \frac{1-2}{1} = -1$ and $3 \to \frac{3-2}{1} = 1$.
#
# Now a new example arrives with the value 5. **Predict:** what does it become, and which mean do you subtract?

# %% tags=["nbval-check-output"]
scaler = data.Standardizer(np.array([[1.0], [3.0]]))
claim("The new 5 becomes (5 - 2) / 1", scaler(np.array([[5.0]])).item(), 3.0)

# %% [markdown]
# The mean of the *training* numbers, of course: it is the only one you have. Now a common mistake. Somebody scales
# the test pictures by the test pictures' own mean.
#
# **Predict.** In use, one single picture arrives: a test set of one. From each pixel we subtract that pixel's mean
# over this test set. What is left: a clearer picture, the same, or nothing?

# %%
lone = x_test[:1]
claim("Every pixel of the lone picture becomes 0", np.abs(data.Standardizer(lone)(lone)).max(), 0.0)
plots.image_grid(
    np.concatenate([lone, data.Standardizer(lone)(lone)]).reshape(2, 8, 8),
    ["as it came", "scaled by itself"],
    title="Scaled as a test set of one, a picture loses everything",
)

# %% [markdown]
# The mean of one number is that number, so every pixel minus its mean is 0. With a large test set the same mistake
# hides: scores look normal, and nothing warns you. That is a **leak**: the model used something that it won't have.

# %% exercise="standardize"

# %% [markdown]
# `Standardizer` does the same and remembers the statistics. **Keras**, the library that we build networks with, has a
# layer for it; on our pictures the two agree.
#
# **Predict.** One pixel is always 4 in training, and a new picture has 5 there. What do the two make of it?

# %% tags=["nbval-check-output"]
import keras

layer = keras.layers.Normalization()
layer.adapt(x_train)
gap = np.abs(layer(x_test).numpy() - data.Standardizer(x_train)(x_test)).max()
claim("Ours and keras.layers.Normalization agree to rounding", bool(gap < 1e-4))
always_4, five = np.full((3, 1), 4.0, "float32"), np.array([[5.0]], "float32")
claim("Ours only centres a pixel that never changed", data.Standardizer(always_4)(five).item(), 1.0)
layer = keras.layers.Normalization()
layer.adapt(always_4)
claim("Keras divides it by almost nothing", bool(layer(five).numpy().item() > 1e6))

# %% [markdown]
# A pixel that never changed in training is the border case: ours leaves it centred, Keras divides it by a
# ten-millionth, and one stray drop of ink becomes a huge number.
#
# Our pixels all have the same unit, so in this lesson they are simply divided by 16. Scaling remains *your* work:
# remember that when someone says that deep learning takes raw data.

# %% [markdown]
# ## A network in a few lines
# This is a small network. Its **weights** are numbers that it learns; a **loss** says how wrong it is.
# Later lessons explain:
#
# - **softmax**: ten scores become positive numbers that sum to 1 (lesson 04);
# - **cross-entropy**: a loss, small when the right digit got a large number (lesson 05);
# - **Adam**: changes the weights so that the loss falls (lesson 07);
# - **epoch**: one pass over the training set, in **batches** of a few pictures; each is one **step** (lesson 06).

# %%
keras.utils.set_random_seed(0)
model = keras.Sequential([
    keras.Input((64,)),                          # 64 pixels come in; nothing is computed here
    keras.layers.Dense(32, activation="relu"),   # hidden layer, between input and output: 32 units
    keras.layers.Dense(10, activation="softmax"),  # output layer: a number for each digit
])
model.compile(
    optimizer=keras.optimizers.Adam(3e-3),       # how weights are changed
    loss="categorical_crossentropy",             # what "wrong" costs
)
_ = model.fit(x_train, data.one_hot(y_train, 10), epochs=15, batch_size=32, verbose=0)  # 15 passes, 32 at a time

# %% [markdown]
# **Predict.** It trained for a moment on an ordinary processor. Does it read 50, 75 or more than 90 of 100 new
# pictures? (`argmax(axis=1)` gives the place of the largest of each picture's ten numbers: the answer.)

# %%
predicted = model.predict(x_test, verbose=0).argmax(axis=1)
claim("The small network reads more than 90 of 100 new digits", metrics.accuracy(y_test, predicted), above=0.9)

# %% [markdown]
# More than 90. Look at some that it got wrong. Would you have known?

# %%
wrong = np.flatnonzero(predicted != y_test)[:10]
captions = [f"read {predicted[i]}, is {y_test[i]}" for i in wrong]
plots.image_grid(x_test[wrong].reshape(-1, 8, 8), captions, title="New pictures that the network misread")

# %% [markdown]
# ### Labels as rows
# Each picture gave ten numbers, but its label is a single number. The loss compares the ten numbers with a row of
# zeros that has a single one in the label's column: the label is **one-hot**.

# %% tags=["nbval-check-output"]
print(data.one_hot([2, 0], num_classes=4))

# %% exercise="one_hot"

# %% [markdown]
# ### What is learned, and how much of it
# A **unit** (or **neuron**) of a dense layer multiplies each input by a **weight**, sums up, and adds a **bias**.
# The **activation** then bends the result. Weights and biases are the **parameters**: they are learned, all else is
# chosen by you.
#
# Count with me, layer by layer:
# hidden: $64 \cdot 32$ weights and $32$ biases; output: $32 \cdot 10$ weights and $10$ biases.

# %% tags=["nbval-check-output"]
by_hand = 64 * 32 + 32 + 32 * 10 + 10
claim("The network learns 2,410 numbers", by_hand, 2410)
claim("Keras counts the same", model.count_params(), by_hand)

# %% exercise="count_parameters"

# %% [markdown]
# ### Believe it or not: the input layer computes
# You may read that each layer's neurons, the input's included, form a weighted sum and apply an activation.
# Decide first: how many parameters does an input layer of 64 pixels have: 0, 64 or 65?

# %% tags=["nbval-check-output"]
claim("An input layer has no parameters", keras.layers.InputLayer((64,)).count_params(), 0)

# %% [markdown] errata=["E007"]
# The input is a place where numbers arrive; it weighs nothing. Neurons begin with the first hidden layer, and each of
# them adds a bias before the activation f: f(w·x + b). So "a network with one hidden layer" has two layers that
# compute (Goodfellow, Bengio, Courville, 2016, chapter 6).

# %% [markdown]
# ### Believe it or not: a neuron passes on its weighted sum
# You may also read that a neuron forms a weighted sum and hands it on, full stop.
#
# **Predict.** Take that literally: two layers, no activation. Would a single layer do the same?

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
x, W1, b1, W2, b2 = (rng.normal(size=s) for s in ((7, 3), (3, 5), 5, (5, 2), 2))
two_layers = (x @ W1 + b1) @ W2 + b2
one_layer = x @ (W1 @ W2) + (b1 @ W2 + b2)
claim("Two layers without activation are one layer", bool(np.abs(two_layers - one_layer).max() < 1e-12))
bent = np.maximum(x @ W1 + b1, 0) @ W2 + b2
claim("With an activation between them they are not", bool(np.abs(bent - one_layer).max() > 0.1))

# %% [markdown] errata=["E006"]
# A single layer would do the same: a product of two matrices is a matrix, so the stack can say nothing that one layer
# can't. The activation (here max(0, z), called **ReLU**) is what keeps layers apart. Lesson 04 has the full story
# (Goodfellow et al., 2016, chapter 6).

# %% [markdown]
# ## Take one part out
# A part that you can remove without loss was not needed. We train one small network again and again, each time with
# one part missing, on two tasks: the digits, and points on two rings, where the inner ring is one class and the outer
# the other.

# %%
points, classes = data.two_rings(200)
claim("All points of the outer ring, and no others, lie beyond 0.7", np.array_equal(np.hypot(*points.T) > 0.7, classes))
plots.decision_regions(
    points, classes, {"distance from (0, 0) > 0.7": lambda rows: np.hypot(*rows.T) > 0.7},
    names=("first input", "second input"), size=(4.6, 5.2), title="The distance from the middle tells the class",
)

# %% [markdown]
# **Predict.** Which removal ruins the digits? Which ruins the rings? No activations; no biases; hidden weights stay
# as they were born; a loss that treats the class as a quantity; no optimizer at all. The network has two hidden
# layers of 32 units; all take the same 400 steps.

# %%
from dlcourse.experiments.components import without_component

parts = without_component(seeds=range(3))
plots.bars_with_spread(parts, xlabel="accuracy on new examples", title="What a part is for depends on the task")

# %% [markdown]
# Dots are single runs, bars their mean. Surprised by the digits? Without activations or without biases the network
# reads them almost as well as before: a weighted sum of pixels tells most digits apart. It can't tell the rings apart.
#
# Why do biases matter to rings? Without them a ReLU network gives $f(2x) = 2 f(x)$: twice as far out, the same
# winner. It can't see distance, and distance is all that separates the rings.

# %%
digits, rings = parts["digits"], parts["rings"]
for variant in ("without activations", "without biases"):
    claim(f"Digits lose less than 0.03 {variant}", digits["complete"] - digits[variant], below=0.03)
    claim(f"Rings fall to guessing {variant}", rings[variant], between=(0.3, 0.65))
unbiased = models.dense_network([2, 32, 32, 2], use_bias=False)
gap = np.abs(unbiased(2 * points) - 2 * unbiased(points)).max()
claim("Without biases, f(2x) differs from 2 f(x) by no more than rounding", gap, below=1e-4)

# %% [markdown]
# Next, hidden layers that don't learn: the last layer gets 32 random mixtures of pixels. **Predict.** What helps:
# ten times the steps, or 1,024 random units instead?

# %%
from dlcourse.experiments.components import frozen_digits

frozen, quantity = digits["without learning in the hidden layers"], "without a loss for classes"
claim("Frozen layers of 32 cost the digits more than 0.2", digits["complete"] - frozen, above=0.2)
patient = frozen_digits(hidden=(32, 32), steps=4000)
claim("After ten times the steps they still cost more than 0.1", digits["complete"] - patient, above=0.1)
claim("One frozen layer of 1,024 units reads more than 0.93", frozen_digits(hidden=(1024,), steps=400), above=0.93)
claim("As a quantity, digits lose more than 0.3 of accuracy", digits["complete"] - digits[quantity], above=0.3)
claim("With two classes the quantity does no harm", rings[quantity], above=0.97)
claim("Without the optimizer nothing is learned", digits["without the optimizer"], below=0.25)

# %% [markdown]
# Many units help far more than many steps: random features can do the work, but it takes far more of them than of
# learned ones.
#
# And quantities? A single output that should say "7" must pass near 6 and 8, as if a 7 were a bit more than a 6. With
# two classes, 0 and 1, there is nothing in between, so nothing breaks. That is why labels were made one-hot.

# %% [markdown] questions=["s1-q7"]
# ### In an interview: what are the key components of a deep learning model?
# Layers of units with weights and biases, activations between them, a loss that says what wrong costs, an optimizer
# that changes the parameters to lower it, and data. Which part you miss depends on the task: without activations or
# biases our digits lose almost nothing, two rings fall to guessing; with class numbers as quantities the digits
# suffer and the rings don't. [Shown above](#Take-one-part-out). Goodfellow, Bengio, Courville, "Deep Learning", 2016,
# sections 5.10 and 6.1–6.3.

# %% [markdown]
# ## What each layer makes of the images
# We train a network with two hidden layers. A picture enters as 64 numbers; the first hidden layer turns it into 64
# others, the next into 32, the last into ten scores. Each time the picture is described anew: a **representation**.
#
# We draw the two directions in which it spreads most. Each mark is a test picture of a 1, 5, 8 or 9, drawn as its digit. **Predict.** Where do equal digits lie closest together: pixels, hidden
# layers or scores?

# %%
from dlcourse.experiments.representations import layer_outputs, project, separation

layers, digit = layer_outputs(seed=0)
shown = np.flatnonzero(np.isin(digit, (1, 5, 8, 9)))[:120]
shares = {name: f"{separation(rows, digit):.0%} between digits" for name, rows in layers.items()}
plots.projections(
    {name: project(rows[shown]) for name, rows in layers.items()}, digit[shown], notes=shares,
    title="Layer by layer, equal digits move together",
)

# %% [markdown]
# In the scores. The percentage says how much of the spread lies *between* different digits (the rest lies among equal
# ones). It is taken over all ten digits and all dimensions, not only those that are drawn. Is its rise learned, or do
# layers just do this? We measure before and after training.

# %%
def shares_by_layer(steps):
    runs = [layer_outputs(seed, steps) for seed in range(3)]
    return np.array([[separation(rows, digit) for rows in layers.values()] for layers, digit in runs])

learned, newborn = shares_by_layer(600), shares_by_layer(0)
claim("After training, each layer separates more than the one before", np.diff(learned).min(axis=1), above=0.0)
gained = newborn[:, -1] - newborn[:, 0]
claim("Untrained, the scores separate less than 0.1 more than the pixels", gained, below=0.1)
claim("Training raises the share of the scores by more than 0.15", learned[:, -1] - newborn[:, -1], above=0.15)

# %% [markdown] questions=["s4-q1"]
# ### In an interview: what is deep learning?
# Machine learning with models made of several layers, hence *deep*: each layer turns its input into a new
# representation, and all are learned together for the task, by gradient descent. What earlier was designed by hand,
# the features between input and answer, is learned. In our network, after training, each layer separates the digits
# better than the one before, though only the last was told what is right. [Shown
# above](#What-each-layer-makes-of-the-images). LeCun, Bengio, Hinton, "Deep learning", Nature, 2015.

# %% [markdown]
# ## Deep or not: a fair race
# Many texts decide this race without running it. Three models are not networks:
#
# - **logistic regression**: a weighted sum for each digit, and a softmax;
# - **RBF-SVM** (support vector machine): compares a picture with stored ones; the *radial basis function* is a
#   similarity that falls smoothly with distance;
# - **3 nearest neighbours**: asks the three most similar pictures.
#
# Two are networks: **dense** (one hidden layer of 128), and **convolutional** (small filters slide over the picture,
# lesson 11). All get the same pixels.

# %% [markdown]
# About the settings, honestly: those that matter most (`C=10` for the SVM, 3 neighbours; for networks the sizes,
# Adam's rate 0.003, 300 steps) were set by hand, not found by a search on a validation part. So don't make much of
# small gaps.
#
# **Predict.** With 30 training pictures, how many of 100 will be misread: 10, 30 or 60? Who wins with 1,000?

# %%
from dlcourse.experiments.introduction import SIZES, accuracy_by_training_size

by_size = accuracy_by_training_size(SIZES, seeds=range(3))
errors = {name: 100 * (1 - scores) for name, scores in by_size.items()}
plots.learning_curves(
    SIZES, errors, log=True, yticks=(1, 2, 5, 10, 20, 40),
    xlabel="training images", ylabel="misread of 100 new images",
    title="On small centred digits, no network is needed",
)

# %% [markdown]
# Lines are means over three **seeds**, bands reach from the best to the worst; a seed fixes all that is random:
# split, first weights, order. Lower is better; the majority baseline would be near 90.
#
# With 30 pictures all misread about 30. With 1,000 RBF-SVM leads on average. More data helps all five, and in this
# figure more than the choice among them does.

# %%
at_1000 = {name: scores[:, SIZES.index(1000)] for name, scores in by_size.items()}
one_hidden, conv = at_1000["dense network"], at_1000["convolutional network"]
svm, neighbours = at_1000["RBF-SVM"], at_1000["3 nearest neighbours"]
claim("RBF-SVM beats the dense network", svm - one_hidden, above=0.0)
claim("RBF-SVM beats the convolutional network", svm - conv, above=0.0)
claim("On average RBF-SVM leads", np.mean(svm) - max(np.mean(at_1000[n]) for n in at_1000 if n != "RBF-SVM"), above=0.0)
claim("3 nearest neighbours beat the dense network", neighbours - one_hidden, above=0.0)
every = np.array(list(by_size.values()))  # model, seed, size
claim("With 30 images each model misreads 20 to 45 of 100", 100 * (1 - every[:, :, 0]).ravel(), between=(20, 45))
gained, apart = (every[:, :, -1] - every[:, :, 0]).min(axis=0), np.ptp(every, axis=0).max(axis=1)
claim("From 30 to 1,000 images each model gains more than the models differ at any size", gained - apart, above=0.0)

# %% [markdown]
# Is it fair? Every network took 300 steps, whatever the data. **Predict.** After 1,000 steps, will a network be
# ahead, level or still behind?

# %%
from dlcourse.experiments.introduction import networks, split_digits

longer = {}
for name, network in networks().items():
    longer[name] = []
    for seed in range(3):
        (x, y), (x_new, y_new) = split_digits(seed)
        outputs = network.fit(x[:1000], y[:1000], seed=seed, steps=1000).outputs(x_new)
        longer[name].append(metrics.accuracy(y_new, outputs))
claim("RBF-SVM still beats the dense network", svm - longer["dense network"], above=0.0)
claim("Longer training helps the convolutional network", longer["convolutional network"] - conv, above=0.0)
claim("It draws level with RBF-SVM", svm - longer["convolutional network"], between=(-0.02, 0.02))

# %% [markdown]
# The convolutional one is level: its distance was impatience. Still no network is *needed*.
#
# Move the slider to see the models of the figure at one size, each dot a seed.

# %%
widgets.training_size(SIZES, by_size)

# %% [markdown]
# ### The same digits, somewhere
# Now one thing changes. Each digit lies at a random place of a larger picture, in training and in test.

# %%
plots.image_grid(data.move_digits(images[:10]), labels[:10], title="The same digits, each at a random place")

# %% [markdown]
# To you nothing has become harder. **Predict.** Which of the five models still read more than 80 of 100?

# %%
from dlcourse.experiments.introduction import accuracy_on_moved_digits
from dlcourse.experiments.repeated import RepeatedTraining

moved = accuracy_on_moved_digits(seeds=range(3))
plots.bars_with_spread(
    {"moved digits": moved}, xlabel="accuracy on new images", baseline=("always one digit", 0.1),
    title="When digits move, only the convolutional network copes",
)

# %% [markdown]
# Only one. Again all networks took 300 steps; the dense one gets ten times as many in the next cell.

# %%
others = np.max([scores for name, scores in moved.items() if name != "convolutional network"], axis=0)
ahead = moved["convolutional network"]
claim("The convolutional network reads more than 80 of 100", ahead, above=0.8)
claim("It leads every other model by 0.2 or more", ahead - others, above=0.2)
dense, longer = RepeatedTraining(lambda: models.dense_network([256, 128, 10])), []
for seed in range(3):
    (x, y), (x_new, y_new) = split_digits(seed, moved=True)
    longer.append(metrics.accuracy(y_new, dense.fit(x, y, seed=seed, steps=3000).outputs(x_new)))
claim("Ten times the training helps the dense network", longer - moved["dense network"], above=0.05)
claim("It stays 0.2 or more behind all the same", ahead - longer, above=0.2)

# %% [markdown]
# (`RepeatedTraining`, a helper of the package, trains a network again and again. Translating it into fast machine
# code, called compiling, takes longer than training here, so it is done once.)
#
# So being a network is not the point: the dense one stays behind. The convolutional one uses the same filters
# *everywhere*, and that fits what happens to these pictures. A good architecture is knowledge about the data, built
# in by people.

# %% [markdown]
# ### Believe it or not: only deep learning takes raw data
# You may read that models such as trees and SVMs need features made by hand, and that deep learning does away with
# preparing data. You have seen both halves tested. Decide, then check.

# %%
claim("RBF-SVM reads raw centred pixels with accuracy above 0.97", svm, above=0.97)
claim("3 nearest neighbours do so with more than 0.96", neighbours, above=0.96)

# %% [markdown] errata=["E001"]
# Classical models *can* work on raw inputs; how well depends on the data. And networks still get prepared inputs: we
# scaled, coded labels, and someone centred these digits. In photographs, sound and text, learned features have taken
# over. On medium-sized tables, ensembles of trees were often ahead of deep networks (Grinsztajn, Oyallon, Varoquaux,
# "Why do tree-based models still outperform deep learning on typical tabular data?", 2022); pretrained networks
# contest that for small tables (Hollmann and others, Nature, 2025).

# %% [markdown] questions=["s1-q1"]
# ### In an interview: what is deep learning, and how does it differ from traditional machine learning?
# It is a part of machine learning: networks of several layers that learn their own features. Traditional models put
# more of that work before or beside the learning: chosen features, or a fixed similarity. That does not make them
# worse. On small centred digits an RBF-SVM on raw pixels keeps up with our networks; on digits that move about, a
# convolutional network leads clearly. [Shown above](#Deep-or-not:-a-fair-race). Goodfellow et al., 2016, chapter 1.

# %% [markdown]
# ### Two meanings of shallow
# Some use **shallow** for all models that are not deep networks: trees, SVMs, neighbours. That was the race above.
# Others use it for networks with a **single hidden layer**. Those are two different comparisons. Here is the second
# one.
#
# **Predict.** One, two or four hidden layers of 64 units on centred digits: does depth bring one more of 100, ten
# more, or thirty?

# %%
from dlcourse.experiments.introduction import accuracy_by_depth

by_depth = accuracy_by_depth(depths=(1, 2, 4), seeds=range(3))
plots.bars_with_spread(
    {"digits": {f"{n} hidden layer{'s' * (n > 1)}": scores for n, scores in by_depth.items()}},
    limits=(0.9, 1.0), xlabel="accuracy on new images (axis starts at 0.9)",
    title="On centred digits four hidden layers gain little over one",
)

# %% [markdown]
# About one more of 100, if that; the next claims measure it.

# %% [markdown] errata=["E004"]
# This course says **classical model** for the first meaning and **one hidden layer** for the second, and calls a
# network deep when it has two or more hidden layers. There is no agreed threshold (Goodfellow et al., 2016, chapter
# 1; Bengio, "Learning Deep Architectures for AI", 2009). By this word our dense contestant was not deep, the
# convolutional one was. The two comparisons need not agree, so say which one you mean.

# %%
gained = by_depth[4] - by_depth[1]
claim("Four hidden layers instead of one change accuracy by less than 0.03", gained, 0.0, within=0.03)
lead = np.maximum(svm, neighbours) - one_hidden
claim("The best classical model leads the dense network by 0.005 to 0.05", lead, between=(0.005, 0.05))

# %% [markdown] questions=["s1-q4"]
# ### In an interview: what is the difference between deep learning and shallow learning?
# Ask back which is meant. *Shallow* can mean a classical model, or a network with one hidden layer. Deep networks
# compute in several learned steps, so later features can be built from earlier ones. That pays when the data are
# built from parts of parts. On centred digits neither comparison needs depth: RBF-SVM keeps up, and four hidden
# layers gain little over one. [Shown above](#Two-meanings-of-shallow). Bengio, "Learning Deep Architectures for AI",
# 2009.

# %% [markdown]
# ## The usual table, row by row
# Many texts set the two against each other, more or less like this:
#
# | | machine learning | deep learning |
# |---|---|---|
# | method | statistics | neural networks |
# | data | little is enough | large amounts |
# | training | quick | slow |
# | result | easy to interpret | black box |
# | hardware | CPU | GPU |
#
# The first fault stands in its head: deep learning *is* machine learning.

# %% [markdown]
# And its first row, the method? Take our network and remove the hidden layer. What remains has been known in
# statistics for decades: logistic regression.

# %%
from dlcourse.experiments.introduction import classical_models, test_accuracy

logistic = classical_models()["logistic regression"]
no_hidden, gaps = RepeatedTraining(lambda: models.dense_network([64, 10]), rate=0.02), []
for seed in range(3):
    (x, y), (x_new, y_new) = split_digits(seed)
    ours = metrics.accuracy(y_new, no_hidden.fit(x, y, seed=seed, steps=600).outputs(x_new))
    gaps.append(ours - test_accuracy(logistic, (x, y), (x_new, y_new), seed))
claim("Without its hidden layer, a network scores within 0.02 of logistic regression", gaps, 0.0, within=0.02)

# %% [markdown]
# Next row: **data**. **Predict.** With 60 pictures, about six a digit, how far does the convolutional network fall
# behind logistic regression: by 30 of 100, by 10, or not at all?

# %%
at_60 = {name: scores[:, SIZES.index(60)] for name, scores in by_size.items()}
lead = at_60["convolutional network"] - at_60["logistic regression"]
claim("With 60 images the convolutional network is less than 0.02 behind", lead, above=-0.02)
claim("It has more than 200 parameters for each image", models.small_cnn().count_params() / 60, above=200)

# %% [markdown]
# Not at all, with over 200 parameters for every picture. So counting parameters against examples settles little.
# What a model needs depends on the task, on noise, and on what its structure already knows. Photographs and language
# are large tasks: networks that started there from random weights were given millions of examples.
#
# Next: **training**. Measure on your computer: fitting and answering, compiling not counted.

# %%
from time import perf_counter

for name, each in (classical_models() | networks()).items():
    begin = perf_counter()
    test_accuracy(each, (x, y), (x_new, y_new), seed=0)
    print(f"{name:22s} about {perf_counter() - begin:.1g} s")

# %% [markdown]
# Those are seconds on the computer that built this page; yours will differ. There the networks took longer, many
# times as long as the quickest, and it doesn't matter: all was over before you have read this. Time grows with the
# model: large language models take weeks on thousands of processors.
#
# Next: **result**. Are classical models easy to interpret? Some are. Logistic regression has one weight for each
# pixel and digit, and you can look at them.

# %%
weights = logistic.coef_.reshape(10, 8, 8)
title = "Where ink speaks for a digit (purple) or against it (orange, −)"
plots.image_grid(weights, range(10), signed=True, title=title)

# %% [markdown]
# The 0 wants no ink in its middle. But an RBF-SVM? **Predict.** Of 1,258 training pictures, does it keep 3, 30 or
# several hundred to compare a new one with?
#
# And a **decision tree**, a chain of yes-no questions about single pixels? How many questions and answers (**nodes**)
# does it have: 10, 50 or more than 200?

# %%
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

kept, nodes = [], []
for seed in range(3):
    train_part, _ = split_digits(seed)
    kept.append(len(SVC(C=10).fit(*train_part).support_))
    nodes.append(DecisionTreeClassifier(random_state=seed).fit(*train_part).tree_.node_count)
claim("Ink in the middle speaks against a 0", weights[0, 3:5, 3:5].max(), below=0.0)
claim("RBF-SVM keeps more than 400 of 1,258 pictures", kept, above=400)
claim("The training part has 1,258 pictures", len(train_part[0]), 1258)
claim("A decision tree has more than 200 nodes", nodes, above=200)

# %% [markdown]
# Several hundred pictures, and more than 200 nodes. "Compare with several hundred pictures and add up" explains
# nothing to a doctor either. Interpretable is a property of a model's size and form, not of its name. Lesson 23 asks
# what explanations of networks are worth.

# %% [markdown]
# ### Believe it or not: deep learning requires a GPU
# The last row: deep learning is said to need a **GPU**, a processor for many equal sums at once. Decide: can a
# convolutional network read 90 of 100 digits after training on nothing but the ordinary processor, the **CPU**?

# %%
from dlcourse.experiments.miniatures import read_images

with keras.device("cpu:0"):
    reading = [read_images(seed) for seed in (1, 2, 3)]
on_cpu = [run["accuracy"] for run in reading]
claim("On the CPU alone the convolutional network reads more than 90 of 100", on_cpu, above=0.9)

# %% [markdown] errata=["E002"]
# A GPU does many equal sums at once, and a network is made of such sums: the larger the model, the more it saves. This
# course needs none; training a large language model needs many. Large data aren't required either: our network
# learned from 60 images. Large tasks do need them (Goodfellow et al., 2016, sections 1.2 and 12.1).

# %% [markdown]
# Some tables have one more row, which sets tasks with few labels against complex tasks. These are not opposites, so
# there is nothing to test.

# %% [markdown] questions=["s4-q3"]
# ### In an interview: how does deep learning differ from machine learning?
# Deep learning is part of it, so compare deep networks with classical models. The former learn features in layers;
# classical models use given features or similarities, though many work on raw pixels too. Hunger for data, time and hardware
# comes with large tasks and models: our small network learns from 60 images on a CPU. Nor are classical models always
# easy to explain: an RBF-SVM keeps hundreds of pictures. [Shown above](#The-usual-table,-row-by-row).
# Goodfellow et al., 2016, chapter 1.

# %% [markdown]
# ## What is still prepared by hand
# Images, text, sound and series are called **unstructured**: no columns with names. A network takes arrays of numbers
# only, so somebody has to make them. For text: choose the pieces (here letters), number them, make the numbers
# one-hot. For a series: cut it into **windows**, each with the value that comes next as its target.

# %% tags=["nbval-check-output"]
from dlcourse.experiments.miniatures import LETTERS

codes = [LETTERS.index(letter) for letter in "forty two"]
print("letters as numbers:", codes, " as rows:", data.one_hot(codes, len(LETTERS)).shape)
series = np.array([3, 5, 4, 6, 5, 7])
windows = np.lib.stride_tricks.sliding_window_view(series, 3)[:-1]
for window, target in zip(windows, series[3:], strict=True):
    print(window, "->", target)

# %% [markdown]
# After that, networks can take them all:
#
# | data | prepared by hand | array | learned |
# |---|---|---|---|
# | image | same size, scaled | (batch, height, width, channels) | edges, strokes, shapes |
# | text | pieces, numbers | (batch, time, vocabulary) | what pieces mean together |
# | series | windows, scale | (batch, time, features) | which past values matter |
# | sound | often a spectrogram | (batch, time, frequencies) | patterns in both |

# %% [markdown] questions=["s1-q6"]
# ### In an interview: how does deep learning handle unstructured data?
# By learning features from nearly raw arrays, in layers whose structure fits the data: filters that slide over
# images, steps that repeat along a sequence. It doesn't do away with preparation: images are sized and scaled, text
# is cut and numbered, series are windowed. And the fit matters: on [moved digits](#The-same-digits,-somewhere) a
# dense network stays far behind a convolutional one. [Preparation shown above](#What-is-still-prepared-by-hand).
# Goodfellow et al., 2016, chapters 9 and 10.

# %% [markdown]
# ## What it is used for: four miniatures
# Each of these four networks is small enough to train while you wait. One **reads** images, you met it above. One
# **writes**: it guesses the next letter of numbers in words. One **forecasts** the next hour of a series. One
# **balances** a pole on a cart: it sees place, angle and speeds, and is told only how long the pole stood.

# %%
from dlcourse.experiments.miniatures import balance_pole, forecast_series, write_text

makers = write_text, forecast_series, balance_pole
writing, series_runs, pole = ([make(seed) for seed in (1, 2, 3)] for make in makers)
plots.application_map(
    reading[0], writing[0], series_runs[0], pole[0], title="Reading, writing, forecasting, balancing"
)

# %% [markdown]
# Nobody taught the second network to spell: it saw 800 numbers as letters. We judge its guesses in **bits a
# letter**, $-\log_2$ of the probability that it gave to the letter that came: one bit is as unsure as a coin.
#
# Each has a simple rival: RBF-SVM; a table of what followed the same eight letters; a weighted sum of the same 24
# hours; and "push to where the pole leans or turns". **Predict:** how many of the four networks beat their rival?

# %%
def measured(runs, *keys):
    return np.array([[run[key] for key in keys] for run in runs]).T

bits, frequencies, table, proper = measured(writing, "bits", "baseline", "table", "proper")
network, linear, yesterday = measured(series_runs, "network", "linear", "baseline")
before, after, rule = measured(pole, "before", "after", "rule")
claim("The reader's accuracy stays below RBF-SVM's in the race", np.mean(on_cpu), below=np.mean(svm))
claim("The writer needs fewer bits a letter than the table: the difference is negative", bits - table, below=0.0)
claim("The table needs fewer than letter frequencies alone, again the difference", table - frequencies, below=0.0)
claim("Of 40 lines that it wrote, more than half are real numbers", proper, between=(21, 40))

# %% [markdown]
# The reader doesn't (after more steps it was level, you saw in the race). The writer does. Now the other two:

# %%
claim("The forecast's error is less than 0.7 of that of yesterday's value", network / yesterday, below=0.7)
claim("A linear forecast's error, divided by the network's, is 1 give or take 17 %", linear / network, 1.0, within=0.17)
claim("A network that has learned nothing drops the pole before step 100", before, below=100)
claim("After learning it stands for more than 150 of 200 steps", after, above=150)
claim("The rule of one line stands all 200", rule, 200)

# %% [markdown]
# One in four. The series has simple rhythms, so a weighted sum will do (lesson 18 returns to it); the pole obeys a
# rule that you can guess. The miniatures show what networks *can* be asked. Whether one is needed, the rival tells.

# %% [markdown] questions=["s1-q3"]
# ### In an interview: what are some real-world applications of deep learning?
# Recognizing images (Krizhevsky, Sutskever, Hinton, 2012), speech (Hinton and others, 2012), medical pictures such as
# the retina (Gulshan and others, 2016), translation (Vaswani and others, 2017), protein structures (Jumper and
# others, 2021). Name input, output and baseline with each: in our [four
# miniatures](#What-it-is-used-for:-four-miniatures) only the writer beats its simple rival.

# %% [markdown] questions=["s4-q4"]
# ### In an interview: what are the applications of deep learning?
# Sorted by field: **vision** (classify, find, outline, generate), **language** (translate, answer, write), and
# **control by reinforcement**, where a network chooses actions and learns from rewards (Mnih and others, "Human-level
# control through deep reinforcement learning", 2015). Sound, series and science belong on the list too.
# A [miniature](#What-it-is-used-for:-four-miniatures) of each: the reader, the writer, the pole balancer.

# %% [markdown]
# ## Four kinds of feedback
# What does a model hear about its answers? There are four main cases, for any type of network:
#
# - **supervised**: each input comes with its target;
# - **unsupervised**: only inputs;
# - **self-supervised**: only inputs, but part of each is hidden and serves as target;
# - **reinforcement**: a reward for the answer given, and no word about what would have been right.

# %% [markdown]
# We try all four on the same digits, each with the simplest means. The first two take equally many steps.
#
# **Predict.** One answer in ten is right by luck. A model hears only "right" or "wrong": does it read 20, 50 or more
# than 60 of 100?

# %%
from dlcourse.experiments.feedback import completed_digits, reinforced, self_supervised, supervised, unsupervised

learners = supervised, reinforced, unsupervised, self_supervised
told, judged, grouped, completing = ([learn(seed) for seed in range(3)] for learn in learners)
claim("Supervised: more than 0.9 right", told, above=0.9)
claim("Reinforcement: hearing only right or wrong, more than 0.6 right", judged, above=0.6)
claim("Being told the answer teaches more in each run", np.subtract(told, judged), above=0.0)
claim("Unsupervised: ten groups, more than 0.6 of the pictures show their group's commonest digit", grouped, above=0.6)
by_luck = sum(np.bincount(y_test[i::10]).max() for i in range(10)) / len(y_test)
claim("In ten groups made without looking, less than 0.25 do", by_luck, below=0.25)
claim("Self-supervised: the completed halves score 0.2 to 0.5, where 1 is perfect", completing, between=(0.2, 0.5))

# %% [markdown]
# More than 60. Compare the first two with each other only: the third counts pictures that carry the commonest label
# of their group. The fourth saw the *upper half* of each picture and completed the lower one; 1 would be perfect, 0
# is what you get by always drawing the average lower half (this measure is called **share of variance explained**).

# %%
true, completed = completed_digits(seed=0, count=10)
plots.image_grid(
    np.concatenate([true, completed]), ["true"] * 10 + ["completed"] * 10,
    title="Lower halves guessed from upper halves, without any label",
)

# %% [markdown]
# Blurred, but often recognizable.
#
# The borders are soft. Older books call everything without human labels unsupervised (Goodfellow et al., 2016,
# section 5.1.3). Self-supervised learning is how today's language models are pretrained: the text is question and
# answer at once.

# %% exercise="match_paradigm"

# %% [markdown]
# ## What is hard about it
# Data, computing, time and interpretability you have met in the table. One more is often explained wrongly:
# **overfitting**.
#
# ### Believe it or not: overfitting comes from training again and again
# You may read that a model overfits when it is trained too often on the same data. We train for 60 passes on 1,000
# pictures; on the same with a fifth of the labels drawn at random; on 150 of them.
#
# **Predict.** Where does the loss on new pictures climb most?

# %%
from dlcourse.experiments.overfitting import losses_by_epoch, wrong_labels

runs = {"1,000 images": losses_by_epoch(1000, 0.0),
        "the same, a fifth with random labels": losses_by_epoch(1000, 0.2),
        "150 images": losses_by_epoch(150, 0.0)}
plots.curve_panels(
    np.arange(1, 61), runs, xlabel="passes over the training images", ylabel="loss (nats)",
    title="Equally many passes: the loss climbs far with wrong labels",
)

# %% [markdown]
# The loss is $-\ln$ of the probability that the right digit got, on average; with the natural logarithm its unit is
# called **nat**. On new pictures it falls at first. Then it climbs most with the wrong labels, though in the first
# two panels even the number of *steps* is the same.

# %%
clean, noisy, few = (run["new images"] for run in runs.values())
claim("With right labels the loss on new images rises by less than 0.1", clean[:, -1] - clean.min(axis=1), below=0.1)
claim("With wrong ones it rises by more than 0.15", noisy[:, -1] - noisy.min(axis=1), above=0.15)
few_rise = few[:, -1] - few.min(axis=1)
claim("That is more than with 150 images", noisy[:, -1] - noisy.min(axis=1) - few_rise, above=0.0)
claim("With 150 images it ends more than 0.1 higher than with 1,000", few[:, -1] - clean[:, -1], above=0.1)
at_end = np.concatenate([runs[name]["training"][:, -1] for name in ("1,000 images", "150 images")])
claim("With right labels both fit their training images almost perfectly", at_end, below=0.05)

# %% [markdown]
# And can a model overfit that is never trained repeatedly at all? The nearest neighbour only stores its pictures,
# once.

# %%
from sklearn.neighbors import KNeighborsClassifier

scores = []
for seed in range(3):
    (x, y), (x_new, y_new) = split_digits(seed)
    noisy_y, nearest = wrong_labels(y[:150], 0.2, seed), KNeighborsClassifier(1)
    unspoiled = nearest.fit(x[:150], y[:150]).score(x_new, y_new)
    nearest.fit(x[:150], noisy_y)
    scores.append([nearest.score(x[:150], noisy_y), unspoiled - nearest.score(x_new, y_new)])
claim("One look is enough to fit wrong labels perfectly", np.array(scores)[:, 0], 1.0)
claim("On new pictures the wrong labels cost more than 0.05 of accuracy", np.array(scores)[:, 1], above=0.05)

# %% [markdown] errata=["E003"]
# Overfitting is a **gap** between training and new data. Capacity, noise and too few data open it; long training is
# only one way to get there (Goodfellow et al., 2016, section 5.2). Large networks can even fit labels that are
# entirely random (Zhang, Bengio, Hardt, Recht, Vinyals, "Understanding deep learning requires rethinking
# generalization", 2017). Lesson 09 shows what helps.

# %% [markdown] questions=["s4-q5"]
# ### In an interview: what are the challenges in deep learning?
# Data: enough, with right labels, split without leaks. Computing and time, which grow with model and data.
# Interpretability. And overfitting, a gap between training and new data: with a fifth of the labels random, the loss
# on new pictures rises; with the same pictures and right labels, equally many passes do little harm. I would add that
# test data often resemble training data more than the world does. [Shown above](#What-is-hard-about-it). Goodfellow
# et al., 2016, section 5.2.

# %% [markdown]
# ## The families of networks
# Ten families, and a tiny member of each, built and counted. The table is for looking up; you need none of it now.
# One column is worth a glance: where a network uses **the same weights** again and again. A convolutional network
# moves one filter over the whole image. That tells most families apart.

# %% tags=["nbval-check-output"]
from dlcourse.models.families import FAMILIES, attention_layer

print(f"{'family':31s}{'works on':27s}{'same weights for':24s}{'parameters':>10s}  lesson")
for family in FAMILIES:
    print(f"{family.name:31s}{family.data:27s}{family.shared:24s}{family.parameters:10,d}  {family.lesson:02d}")

# %% [markdown]
# ### Believe it or not: attention is a type of network
# Lists of network types often contain "attention mechanism", and set LSTM and GRU beside recurrent networks. Decide
# first: does attention belong in the table?

# %% tags=["nbval-check-output"]
parameters = {family.name: family.parameters for family in FAMILIES}
claim("A self-attention layer, 4 heads on 64 features, has 16,640 parameters", attention_layer(), 4 * (64 * 64 + 64))
share = attention_layer() / parameters["transformer"]
claim("It has about half of the parameters of our small transformer", share, between=(0.4, 0.6))

# %% [markdown] errata=["E005"]
# Attention is a **layer**: four dense layers and a softmax, put together as lesson 20 shows. A network built mainly
# from it is a transformer (Vaswani and others, "Attention Is All You Need", 2017). LSTM and GRU *are* recurrent
# networks, with gates (Goodfellow et al., 2016, chapter 10). A list that mixes layers, members and families
# compares a wheel with a car.

# %% [markdown] questions=["s4-q26"]
# ### In an interview: what are the different types of neural networks?
# Sort them by data, and by where weights are used again. Dense networks: nowhere. Convolutional ones move
# one filter over every place. Recurrent ones (LSTM, GRU too) repeat one step at every time. Transformers apply
# one block with attention at every place; graph networks one step along every edge. By purpose:
# autoencoders compress, adversarial pairs and diffusion models generate, encoder-decoder pairs translate. [Shown
# above](#The-families-of-networks). Goodfellow et al., 2016, chapters 6, 9, 10, 14, 20; Vaswani et al., 2017.

# %% [markdown]
# ## Summary
# - Deep learning is machine learning in which several layers of features are learned together.
# - On small centred digits an RBF-SVM keeps up. When digits move, the convolutional network leads, because its
#   structure fits what varies.
# - Split first, scale by the training rows, and always show the baseline.
# - Each part of a model has its task; you see it on data that need it.
# - Overfitting is a gap, not a number of passes.

# %%
progress("01_introduction")

# %% [markdown]
# ## What to read next
# - LeCun, Bengio, Hinton, "Deep learning", Nature, 2015: the idea in nine pages.
# - Goodfellow, Bengio, Courville, "Deep Learning", MIT Press, 2016, chapters 1 and 5.
# - Grinsztajn, Oyallon, Varoquaux, 2022 (see above), for the other side.
#
# Next lesson: [Neurons and the perceptron](02_neurons_and_perceptron.ipynb), where a single unit learns, and you
# prove when it must succeed.
