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

from dlcourse import check, claim, data, metrics, models, plots, progress, widgets

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
# handwriting. It is hard to do, and nobody gives such rules by hand any more.
#
# **Machine learning** finds the rule from examples instead: pictures that come with the right answer. The right
# answers are called **labels** or **targets**.

# %% [markdown]
# ## Keep some examples away from the model
# A model that has seen a picture may simply remember it. So some pictures are kept away until the end: the **test
# set**. A third part, the **validation set**, is there for choices that you make on the way.
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
# From here on the lesson uses the package's own version. Up to one row, its parts are as large as those of
# scikit-learn's `train_test_split`, and no row stands in two. This lesson makes no choices by scores, so its
# validation part stays empty.

# %%
from sklearn.model_selection import train_test_split

train, val, test = data.split_indices(len(images), val=0.0, test=0.3, seed=0)
_, their_test = train_test_split(images, test_size=0.3, random_state=0)
claim("Our test set is as large as scikit-learn's, up to one row", len(test), len(their_test), within=1)
claim("No row stands in two parts", len(np.intersect1d(train, test)), 0)

# %% [markdown]
# One leak remains, and no shuffling removes it: these pictures come from 13 people (Alpaydin and Kaynak, 1998). The
# same hands write in train and test. Our scores therefore say how well a model reads **known** writers. For a new
# writer, expect less. Ask this of every result you see: *new in which sense?*

# %%
(x_train, y_train), _, (x_test, y_test) = data.train_val_test_split(
    images.reshape(-1, 64) / 16, labels, val=0.0, test=0.3, seed=0
)
claim("1,258 pictures are left to train on", len(x_train), 1258)

# %% [markdown]
# ## The score to beat
# **Accuracy** is the share of right answers. A model reads digits with accuracy 0.9. Is that good?
#
# It depends on what you get without looking. **Predict:** somebody answers "3" to every picture. What will they
# score?

# %%
always_three = np.full(len(y_test), 3)
claim("Always answering 3 is right about one time in ten", metrics.accuracy(y_test, always_three), 0.1, within=0.05)

# %% [markdown]
# With ten digits that are about equally common, 0.9 is far from nothing. But suppose 95 of 100 patients are healthy:
# a model that calls everybody healthy has accuracy 0.95, and finds nobody who is ill.

# %% tags=["nbval-check-output"]
healthy = np.array([0] * 95 + [1] * 5)
claim("Calling everybody healthy scores 0.95", metrics.majority_baseline(healthy, healthy), 0.95)

# %% exercise="majority_baseline"

# %% [markdown]
# ## Scale without looking ahead
# Features often have very different sizes: an age in years, an income in euros. Many models learn faster when each
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
# **Predict.** In use, one single picture arrives. Scaled by its own mean over examples, what is left of it?

# %%
lone = x_test[:1]
plots.image_grid(
    np.concatenate([lone, data.Standardizer(lone)(lone)]).reshape(2, 8, 8),
    ["as it came", "scaled by itself"],
    title="A picture scaled by its own mean loses everything",
)

# %% [markdown]
# The right picture is not missing: it is empty.

# %% tags=["nbval-check-output"]
claim("Every pixel of the lone picture became 0", np.abs(data.Standardizer(lone)(lone)).max(), 0.0)

# %% [markdown]
# The mean of one number is that number, so every pixel minus its mean is 0. With a large test set the same mistake
# hides: scores look normal, and nothing warns you. That is a **leak**: the model used something that it won't have.

# %% exercise="standardize"

# %% [markdown]
# `Standardizer` does the same and remembers the statistics. Keras has a layer for it; on our pictures the two agree.
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

# %% [markdown]
# Our pixels all have the same unit, so from here on they are simply divided by 16. Scaling remains *your* work:
# remember that when someone says that deep learning takes raw data.

# %% [markdown]
# ## A network in ten lines
# This is a small network. Its parts are named in the comments; run it, then read on.

# %%
keras.utils.set_random_seed(0)
model = keras.Sequential([
    keras.Input((64,)),                          # 64 pixels come in; nothing is computed here
    keras.layers.Dense(32, activation="relu"),   # hidden layer: 32 units, each weighs all pixels
    keras.layers.Dense(10, activation="softmax"),  # output layer: ten numbers that sum to 1
])
model.compile(
    optimizer=keras.optimizers.Adam(3e-3),       # how weights are changed
    loss="categorical_crossentropy",             # what "wrong" costs
)
_ = model.fit(x_train, data.one_hot(y_train, 10), epochs=15, batch_size=32, verbose=0)  # 15 passes, 32 at a time

# %% [markdown]
# **Predict.** It trained for a moment on an ordinary processor. How many of 100 new pictures does it read?

# %%
predicted = model.predict(x_test, verbose=0).argmax(axis=1)
claim("The small network reads more than 90 of 100 new digits", metrics.accuracy(y_test, predicted), above=0.9)

# %% [markdown]
# Look at some that it got wrong: "1 for 9" is a 9 that it read as 1. Would you have known?

# %%
wrong = np.flatnonzero(predicted != y_test)[:10]
captions = [f"{predicted[i]} for {y_test[i]}" for i in wrong]
plots.image_grid(x_test[wrong].reshape(-1, 8, 8), captions, title="New pictures that the network misread")

# %% [markdown]
# ### Labels as rows
# Each picture gave ten numbers, but its label is one. The loss compares the ten numbers with a row of zeros that has
# a single one in the label's column: the label is **one-hot**.

# %% tags=["nbval-check-output"]
print(data.one_hot([2, 0], num_classes=4))

# %% exercise="one_hot"

# %% [markdown]
# ### What is learned, and how much of it
# A **unit** of a dense layer multiplies each input by a **weight**, sums up, and adds a **bias**. The **activation**
# then bends the result. Weights and biases are the **parameters**: they are learned, all else is chosen by you.
#
# Count with me, layer by layer:
# hidden: $64 \cdot 32$ weights and $32$ biases; output: $32 \cdot 10$ weights and $10$ biases.

# %% tags=["nbval-check-output"]
by_hand = 64 * 32 + 32 + 32 * 10 + 10
claim("The network learns 2,410 numbers", by_hand, 2410)
claim("Keras counts the same", model.count_params(), by_hand)

# %% exercise="count_parameters"

# %% [markdown]
# The package's version once more against Keras, on a larger network:

# %% tags=["nbval-check-output"]
sizes = [64, 128, 128, 10]
theirs = models.dense_network(sizes).count_params()
claim("Ours and Keras agree on a larger network", models.count_parameters(sizes), theirs)

# %% [markdown]
# ### Believe it or not: the input layer computes
# You may read that each layer's neurons, the input's included, form a weighted sum and apply an activation.
# Decide first: how many parameters does an input layer of 64 pixels have?

# %% tags=["nbval-check-output"]
claim("An input layer has no parameters", keras.layers.InputLayer((64,)).count_params(), 0)

# %% [markdown] errata=["E007"]
# The input is a place where numbers arrive; it weighs nothing. Neurons begin with the first hidden layer, and each of
# them adds a bias before the activation $\phi$: $\phi(w \cdot x + b)$. So "a network with one hidden layer" has two
# layers that compute (Goodfellow, Bengio, Courville, 2016, chapter 6).

# %% [markdown]
# ### Believe it or not: a neuron passes on its weighted sum
# You may also read that a neuron forms a weighted sum and hands it on, full stop.
#
# **Predict.** Take that literally: two layers, no activation. How many layers would do the same?

# %% tags=["nbval-check-output"]
rng = np.random.default_rng(0)
x, W1, b1, W2, b2 = (rng.normal(size=s) for s in ((7, 3), (3, 5), 5, (5, 2), 2))
two_layers = (x @ W1 + b1) @ W2 + b2
one_layer = x @ (W1 @ W2) + (b1 @ W2 + b2)
claim("Two layers without activation are one layer", bool(np.abs(two_layers - one_layer).max() < 1e-12))
bent = np.maximum(x @ W1 + b1, 0) @ W2 + b2
claim("With an activation between them they are not", bool(np.abs(bent - one_layer).max() > 0.1))

# %% [markdown] errata=["E006"]
# One. A product of two matrices is a matrix, so the stack can say nothing that one layer can't. The activation (here
# $\max(0, z)$, called **ReLU**) is what keeps layers apart. Lesson 04 has the full story (Goodfellow et al., 2016,
# chapter 6).

# %% [markdown]
# ## Take one part out
# A part that you can remove without loss was not needed. We train the same small network with one part missing, on
# two tasks: the digits, and points on two rings, where the inner ring is one class and the outer the other.

# %% tags=["nbval-check-output"]
points, classes = data.two_rings(6)
for (a, b), ring in zip(points, classes, strict=True):
    print(f"({a:5.2f}, {b:5.2f})  distance {np.hypot(a, b):.2f}  ring {ring}")

# %% [markdown]
# **Predict.** Which removal ruins the digits? Which ruins the rings? No activations; no biases; hidden weights stay
# as they were born; a loss that treats the class as a quantity; no optimizer at all. All take the same 400 steps.

# %%
from dlcourse.experiments.components import without_component

parts = without_component(seeds=range(3))
plots.bars_with_spread(parts, xlabel="accuracy on new examples", title="What a part is for depends on the task")

# %% [markdown]
# Dots are single runs, bars their mean. Surprised by the digits? Without activations or without biases the network
# reads them almost as well as before: a weighted sum of pixels tells most digits apart. It can't tell the rings.

# %%
digits, rings = parts["digits"], parts["rings"]
for variant in ("without activations", "without biases"):
    claim(f"Digits lose less than 0.03 {variant}", digits["complete"] - digits[variant], below=0.03)
    claim(f"Rings fall to guessing {variant}", rings[variant], between=(0.3, 0.65))

# %% [markdown]
# Why do biases matter to rings? Without them a ReLU network gives $f(2x) = 2 f(x)$: twice as far out, the same
# winner. It can't see distance, and distance is all that separates the rings.
#
# The other three parts:

# %%
frozen, quantity = "without learning in the hidden layers", "without a loss for classes"
claim("Frozen hidden layers cost the digits a lot", digits[frozen], between=(0.45, 0.8))
claim("As a quantity, digits lose more than 0.3 of accuracy", digits["complete"] - digits[quantity], above=0.3)
claim("With two classes the quantity does no harm", rings[quantity], above=0.97)
claim("Without the optimizer nothing is learned", digits["without the optimizer"], below=0.25)

# %% [markdown]
# A single output that should say "7" must pass near 6 and 8, as if a 7 were a bit more than a 6. With two classes,
# 0 and 1, there is nothing in between, so nothing breaks. That is why labels were made one-hot.

# %% [markdown] questions=["s1-q7"]
# ### In an interview: what are the key components of a deep learning model?
# Layers of units with weights and biases, activations between them, a loss that says what wrong costs, an optimizer
# that changes the parameters to lower it, and data. Which part you miss depends on the task: without activations or
# biases our digits lose almost nothing, two rings fall to guessing; with class numbers as quantities the digits
# suffer and the rings don't. [Shown above](#Take-one-part-out). Goodfellow, Bengio, Courville, "Deep Learning", 2016,
# sections 5.10 and 6.1–6.3.

# %% [markdown]
# ## What each layer makes of the images
# A picture enters as 64 numbers. The first hidden layer turns it into 64 others, the next into 32, the last into ten
# scores. Each time the picture is described anew: such a description is called a **representation**.
#
# We draw the two directions in which a representation spreads most. Each mark is a test picture of a 1, 5, 8 or 9,
# drawn as its digit: these four are easily mixed up.
#
# **Predict.** Where will equal digits lie closest together?

# %%
from dlcourse.experiments.representations import layer_outputs, project, separation

layers, digit = layer_outputs(seed=0)
shown = np.isin(digit, (1, 5, 8, 9))
shares = {name: f"{separation(rows[shown], digit[shown]):.0%} between digits" for name, rows in layers.items()}
plots.projections(
    {name: project(rows[shown]) for name, rows in layers.items()}, digit[shown], notes=shares,
    title="Layer by layer, equal digits move together",
)

# %% [markdown]
# The percentage says how much of the spread lies *between* different digits (the rest lies among equal ones). It is
# taken over all dimensions, not only the two that are drawn. Is its rise learned, or do layers just do this? We
# measure with all ten digits, before and after training.

# %%
def shares_by_layer(steps):
    runs = [layer_outputs(seed, steps) for seed in range(3)]
    return np.array([[separation(rows, digit) for rows in layers.values()] for layers, digit in runs])

learned, newborn = shares_by_layer(600), shares_by_layer(0)
claim("After training, each layer separates more than the one before", np.diff(learned).min(axis=1), above=0.0)
gained = newborn[:, -1] - newborn[:, 0]
claim("The scores of a newborn network separate less than 0.1 more than the pixels", gained, below=0.1)

# %% [markdown]
# It is learned. Nobody told the hidden layers what to look for: they were only asked that the *last* layer be right.

# %% [markdown] questions=["s4-q1"]
# ### In an interview: what is deep learning?
# Machine learning with models made of several layers, where each layer turns its input into a new representation and
# all layers are learned together for the task, by gradient descent. What earlier was designed by hand, the features
# between input and answer, is learned. In our network the share of spread between digits rises at each layer, and
# only after training. [Shown above](#What-each-layer-makes-of-the-images). LeCun, Bengio, Hinton, "Deep learning",
# Nature, 2015.

# %% [markdown]
# ## Deep or not: a fair race
# Now the race that many texts decide without running it. Three models that are no networks, with almost nothing set:
#
# - **logistic regression**: one weighted sum a digit;
# - **RBF-SVM** (a support vector machine): compares a picture with stored ones by a smooth similarity;
# - **3 nearest neighbours**: asks the three most similar training pictures.
#
# And two networks: **dense** (one hidden layer of 128), and **convolutional** (small filters slide over the picture,
# lesson 11). All get the same pixels.

# %% [markdown]
# **Predict.** Who wins with 30 training pictures? Who with 1,000?

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
# split, first weights, order. Lower is better; the majority baseline would be near 90. More data helps everyone, and
# much more than the choice of model does.

# %%
at_1000 = {name: scores[:, SIZES.index(1000)] for name, scores in by_size.items()}
one_hidden, conv = at_1000["dense network"], at_1000["convolutional network"]
svm, neighbours = at_1000["RBF-SVM"], at_1000["3 nearest neighbours"]
claim("RBF-SVM is no worse than the dense network", svm - one_hidden, above=0.0)
claim("RBF-SVM is no worse than the convolutional network, to half a point", svm - conv, above=-0.005)
apart = np.ptp(list(at_1000.values()), axis=0)
claim("With 1,000 images the best and the worst model are less than 0.06 apart", apart, below=0.06)
claim("3 nearest neighbours are no worse than the dense network", neighbours - one_hidden, above=0.0)
gained = np.min([scores[:, -1] - scores[:, 0] for scores in by_size.values()], axis=0)
claim("Each model gains more than 0.15 from 30 to 1,000 images", gained, above=0.15)

# %% [markdown]
# Is it fair? Every network took 300 steps, whatever the data. **Predict.** Does anything change after 1,000 steps?

# %%
from dlcourse.experiments.introduction import networks, split_digits

longer = {}
for name, network in networks().items():
    longer[name] = []
    for seed in range(3):
        (x, y), (x_new, y_new) = split_digits(seed)
        outputs = network.fit(x[:1000], y[:1000], seed=seed, steps=1000).outputs(x_new)
        longer[name].append(metrics.accuracy(y_new, outputs))
claim("RBF-SVM stays no worse than the dense network", svm - longer["dense network"], above=0.0)
claim("Longer training helps the convolutional network", longer["convolutional network"] - conv, above=0.0)
claim("It draws level with RBF-SVM", svm - longer["convolutional network"], between=(-0.02, 0.02))

# %% [markdown]
# So its distance was impatience: after enough steps it is level. Still no network is *needed*.
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
# Again all networks took 300 steps. The dense one gets ten times as many in the next cell.

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
# (`RepeatedTraining` is a helper of the package: it trains a network again and again without compiling it anew.)
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
# Shallow models *can* work on raw inputs; how well depends on the data. And networks still get prepared inputs: we
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
# Some use **shallow** for all models that are no deep networks: trees, SVMs, neighbours. That was the race above.
# Others use it for networks with a **single hidden layer**. Those are two different comparisons. Here is the second
# one.
#
# **Predict.** One, two or four hidden layers of 64 units on centred digits: how much does depth bring?

# %%
from dlcourse.experiments.introduction import accuracy_by_depth

by_depth = accuracy_by_depth(depths=(1, 2, 4), seeds=range(3))
plots.bars_with_spread(
    {"digits": {f"{n} hidden layer{'s' * (n > 1)}": scores for n, scores in by_depth.items()}},
    limits=(0.9, 1.0), xlabel="accuracy on new images (axis starts at 0.9)",
    title="On centred digits four hidden layers gain little over one",
)

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
# compute in several learned steps, so later features can be built from earlier ones. That pays when the data are made
# like this. On centred digits neither comparison needs depth: RBF-SVM keeps up, and four hidden layers gain
# little over one. [Shown above](#Two-meanings-of-shallow). Bengio, "Learning Deep Architectures for AI", 2009.

# %% [markdown]
# ## The usual table, row by row
# Many texts set "machine learning" against "deep learning" in a table. Its first fault stands in its head: deep
# learning *is* machine learning. Take our network and remove the hidden layer. What remains has been known in
# statistics for decades: logistic regression.

# %%
from dlcourse.experiments.introduction import classical_models, test_accuracy

logistic = classical_models()["logistic regression"]
no_hidden, gaps = RepeatedTraining(lambda: models.dense_network([64, 10]), rate=0.02), []
for seed in range(3):
    (x, y), (x_new, y_new) = split_digits(seed)
    ours = metrics.accuracy(y_new, no_hidden.fit(x, y, seed=seed, steps=600).outputs(x_new))
    gaps.append(ours - test_accuracy(logistic, (x, y), (x_new, y_new), seed))
claim("A network without hidden layer scores like logistic regression, to 0.02", gaps, 0.0, within=0.02)

# %% [markdown]
# Next row: **deep learning needs large data**. **Predict.** With 60 pictures, about six a digit, how far does the
# convolutional network fall behind logistic regression?

# %%
at_60 = {name: scores[:, SIZES.index(60)] for name, scores in by_size.items()}
lead = at_60["convolutional network"] - at_60["logistic regression"]
claim("With 60 images the convolutional network is not 0.05 behind logistic regression", lead, above=-0.05)
claim("It has more than 200 weights for each of them", models.small_cnn().count_params() / 60, above=200)

# %% [markdown]
# It doesn't, with over 200 weights for every picture. So counting weights against examples settles little. What a
# model needs depends on the task, on noise, and on what its structure already knows. Photographs and language are
# large tasks: networks trained for them from nothing were given millions of examples.
#
# Next: **deep learning takes longer to train**. Measure on your computer: fitting and answering, compiling not
# counted.

# %%
from time import perf_counter

for name, each in (classical_models() | networks()).items():
    begin = perf_counter()
    test_accuracy(each, (x, y), (x_new, y_new), seed=0)
    print(f"{name:22s} about {perf_counter() - begin:.1g} s")

# %% [markdown]
# Those are seconds on the computer that built this page; yours will differ. Large language models take weeks on
# thousands of processors. The row is right for large models and says nothing about small ones.
#
# Next: **classical models are easy to interpret**. Some are. Logistic regression has one weight for each pixel and
# digit, and you can look at them.

# %%
weights = logistic.coef_.reshape(10, 8, 8)
title = "Where ink speaks for a digit (purple) or against it (orange, −)"
plots.image_grid(weights, range(10), signed=True, title=title)

# %% [markdown]
# The 0 wants no ink in its middle. But an RBF-SVM? **Predict.** Of 1,258 training pictures, how many does it keep to
# compare a new one with? And how many nodes has a decision tree?

# %%
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

kept, nodes = [], []
for seed in range(3):
    train_part, _ = split_digits(seed)
    kept.append(len(SVC(C=10).fit(*train_part).support_))
    nodes.append(DecisionTreeClassifier(random_state=seed).fit(*train_part).tree_.node_count)
claim("Ink in the middle speaks against a 0", weights[0, 3:5, 3:5].max(), below=0.0)
claim("RBF-SVM keeps more than 400 pictures", kept, above=400)
claim("A decision tree has more than 200 nodes", nodes, above=200)

# %% [markdown]
# "Compare with several hundred pictures and add up" explains nothing to a doctor either. Interpretable is a property
# of a model's size and form, not of its name. Lesson 23 asks what explanations of
# networks are worth.

# %% [markdown]
# ### Believe it or not: deep learning requires a GPU
# You may read that deep learning needs a high-performance computer with a GPU, and large data. Decide: what accuracy
# does a convolutional network reach on 1,258 small pictures, when it may use nothing but the ordinary processor?

# %%
from dlcourse.experiments.miniatures import read_images

with keras.device("cpu:0"):
    reading = [read_images(seed) for seed in (1, 2, 3)]
on_cpu = [run["accuracy"] for run in reading]
claim("On the CPU alone the convolutional network reads more than 90 of 100", on_cpu, above=0.9)

# %% [markdown] errata=["E002"]
# A GPU is a convenience that grows with the model: for this course you don't need one, to train a large language
# model you need many. The comparison is also of a part with its whole. One row of that table, "better for the
# low-label task", is garbled and can't be tested (Goodfellow et al., 2016, sections 1.2 and 12.1).

# %% [markdown] questions=["s4-q3"]
# ### In an interview: how does deep learning differ from machine learning?
# It is part of it, so compare deep networks with classical models. Deep networks learn features in layers; classical
# models use given features or similarities, though many work on raw pixels too. Hunger for data, time and hardware
# comes with large tasks and models: our small network learns from 60 images on a CPU. Nor are classical models always
# easy to explain: an RBF-SVM keeps hundreds of pictures. [Shown above](#The-usual-table,-row-by-row).
# Goodfellow et al., 2016, chapter 1.

# %% [markdown]
# ## What is still prepared by hand
# Images, text, sound and series are called **unstructured**: no columns with names. A network takes arrays of numbers
# only, so somebody has to make them. For text: choose the pieces (here letters), number them, make the numbers
# one-hot.

# %% tags=["nbval-check-output"]
from dlcourse.experiments.miniatures import LETTERS

codes = [LETTERS.index(letter) for letter in "forty two"]
print("letters as numbers:", codes)
print("as rows:", data.one_hot(codes, len(LETTERS)).shape)

# %% [markdown]
# For a series: cut it into **windows**, each with the value that comes next as its target.

# %% tags=["nbval-check-output"]
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
# Nobody taught the second network to spell: it saw 800 numbers as letters, and most of the lines that it writes are
# real numbers. We judge its guesses in **bits a letter**, $-\log_2$ of the probability that it gave to the letter
# that came: one bit is as unsure as a coin.
#
# A miniature needs a baseline, like everything else. **Predict:** does the network forecast better than a weighted
# sum of the same 24 hours?

# %%
def measured(runs, *keys):
    return np.array([[run[key] for key in keys] for run in runs]).T

bits, letters_alone, proper = measured(writing, "bits", "baseline", "proper")
network, linear, yesterday = measured(series_runs, "network", "linear", "baseline")
claim("Guessing by letter frequencies costs more than 3 bits a letter", letters_alone, above=3)
claim("The network's guesses cost less than 1", bits, below=1)
claim("Of 40 lines that it wrote, more than half are real numbers", proper, between=(21, 40))
claim("The forecast's error is less than 0.7 of that of yesterday's value", network / yesterday, below=0.7)
claim("A linear forecast is as good, to a sixth", linear / network, 1.0, within=0.17)
claim("A network that has learned nothing drops the pole before step 100", measured(pole, "before"), below=100)
claim("After learning it stands for more than 150 of 200", measured(pole, "after"), above=150)

# %% [markdown]
# A weighted sum does as well. Series with simple rhythms often behave like this, and lesson 18 returns to it. And the
# reader? You know from the race that an RBF-SVM reads these digits no worse.

# %% [markdown] questions=["s1-q3"]
# ### In an interview: what are some real-world applications of deep learning?
# Recognizing images (Krizhevsky, Sutskever, Hinton, 2012), speech (Hinton and others, 2012), medical pictures such as
# the retina (Gulshan and others, 2016), translation (Vaswani and others, 2017), protein structures (Jumper and
# others, 2021). Name the input, the output and the baseline with each: in our [four
# miniatures](#What-it-is-used-for:-four-miniatures), a linear model forecasts as well as the network.

# %% [markdown] questions=["s4-q4"]
# ### In an interview: what are the applications of deep learning?
# Sorted by field: **vision** (classify, find, outline, generate), **language** (translate, answer, write), and
# **control by reinforcement**, where a network chooses actions and learns from rewards (Mnih and others, "Human-level
# control through deep reinforcement learning", 2015). Sound, series and science belong on the list too. Each field
# has its miniature [above](#What-it-is-used-for:-four-miniatures); our pole balancer shows the third.

# %% [markdown]
# ## Four kinds of feedback
# What does a model hear about its answers? That divides learning more deeply than the type of network:
#
# - **supervised**: each input comes with its target;
# - **unsupervised**: only inputs;
# - **self-supervised**: only inputs, but part of each is hidden and serves as target;
# - **reinforcement**: a reward for the answer given, and no word about what would have been right.

# %% [markdown]
# We try all four on the same digits, each with the simplest means. The first two take equally many steps.
#
# **Predict.** One answer in ten is right by luck. How many of 100 does a model read that hears only "right" or
# "wrong"?

# %%
from dlcourse.experiments.feedback import completed_digits, reinforced, self_supervised, supervised, unsupervised

feedback = {learn.__name__: [learn(seed) for seed in range(3)]
            for learn in (supervised, reinforced, unsupervised, self_supervised)}
for name, scores in feedback.items():
    print(f"{name:16s}", " ".join(f"{score:.2f}" for score in scores))

# %% [markdown]
# The first two are accuracies. The third is the share of pictures that carry the commonest label of their group. The
# fourth is a share of variance explained: the model saw the *upper half* and completed the lower one. So compare the
# first two with each other only.

# %%
true, completed = completed_digits(seed=0, count=10)
plots.image_grid(
    np.concatenate([true, completed]), ["true"] * 10 + ["completed"] * 10,
    title="Lower halves guessed from upper halves, without any label",
)

# %% [markdown]
# Blurred, but often recognizable. In numbers:

# %%
claim("Hearing only right or wrong is enough to read most digits", feedback["reinforced"], above=0.6)
lead = np.subtract(feedback["supervised"], feedback["reinforced"])
claim("Being told the answer teaches more in each case", lead, above=0.0)
claim("Ten groups found without labels are mostly made of one digit", feedback["unsupervised"], above=0.6)
claim("Upper halves explain a fifth to a half of the lower ones", feedback["self_supervised"], between=(0.2, 0.5))

# %% [markdown]
# The borders are soft. Older books call everything without human labels unsupervised (Goodfellow et al., 2016,
# section 5.1.3). Self-supervised learning is how today's language models are pretrained: the text is question and
# answer at once.

# %% exercise="match_paradigm"

# %% [markdown]
# ## What is hard about it
# Data, computing, time and interpretability you have met in the table. One more deserves a look, because it is so
# often explained wrongly: **overfitting**.

# %% [markdown]
# ### Believe it or not: overfitting comes from training again and again
# You may read that a model overfits when it is trained too often on the same data. We train a network for 60 passes
# in two settings: on 150 pictures of which a fifth carry random labels, and on 1,000 with right ones.
#
# The loss is $-\ln$ of the probability that the right digit got, on average; with the natural logarithm its unit is
# called nat. **Predict.** In which setting does the loss on new pictures climb?

# %%
from dlcourse.experiments.overfitting import losses_by_epoch, wrong_labels

runs = {"150 images, a fifth with random labels": losses_by_epoch(150, 0.2),
        "1,000 images, right labels": losses_by_epoch(1000, 0.0)}
plots.curve_panels(
    np.arange(1, 61), runs, xlabel="passes over the training images", ylabel="loss (nats)",
    title="Equally many passes: only with few and wrong labels does the loss climb far",
)

# %% [markdown]
# The loss on new pictures falls at first in both. What follows differs.

# %%
noisy, clean = (run["new images"] for run in runs.values())
rise = noisy[:, -1] - noisy.min(axis=1)
claim("With few and wrong labels the loss on new images rises by more than 0.15", rise, above=0.15)
claim("With many right ones it rises by less than 0.1", clean[:, -1] - clean.min(axis=1), below=0.1)
claim("With many right ones it ends below 0.3", clean[:, -1], below=0.3)
at_end = np.concatenate([run["training"][:, -1] for run in runs.values()])
claim("Both fit their training images almost perfectly", at_end, below=0.1)

# %% [markdown]
# The number of passes was the same; the second network even took more steps. And can a model overfit that is never
# trained repeatedly at all? The nearest neighbour only stores its pictures, once.

# %%
from sklearn.neighbors import KNeighborsClassifier

scores = []
for seed in range(3):
    (x, y), (x_new, y_new) = split_digits(seed)
    noisy_y = wrong_labels(y[:150], 0.2, seed)
    nearest = KNeighborsClassifier(1).fit(x[:150], noisy_y)
    scores.append([nearest.score(x[:150], noisy_y), nearest.score(x_new, y_new)])
claim("One look is enough to fit wrong labels perfectly", np.array(scores)[:, 0], 1.0)
claim("On new pictures the nearest neighbour loses more than 0.1", np.array(scores)[:, 1], below=0.9)

# %% [markdown] errata=["E003"]
# Overfitting is a **gap** between training and new data. Capacity, noise and too few data open it; long training is
# only one way to get there (Goodfellow et al., 2016, section 5.2). Large networks can even fit labels that are
# entirely random (Zhang, Bengio, Hardt, Recht, Vinyals, "Understanding deep learning requires rethinking
# generalization", 2017). Lesson 09 shows what helps.

# %% [markdown] questions=["s4-q5"]
# ### In an interview: what are the challenges in deep learning?
# Data: enough, with right labels, split without leaks. Computing and time, which grow with model and data.
# Interpretability. And overfitting, a gap between training and new data: with 150 pictures and a fifth of the labels
# random, the loss on new pictures rises; with 1,000 clean ones, equally many passes do little harm. I would add that
# test data often resemble training data more than the world does. [Shown above](#What-is-hard-about-it). Goodfellow
# et al., 2016, section 5.2.

# %% [markdown]
# ## The families of networks
# Ten families, and a tiny member of each, built and counted. *Shared* says which weights are used more than once:
# that is what tells most families apart.

# %% tags=["nbval-check-output"]
from dlcourse.models.families import FAMILIES, attention_layer

print(f"{'family':31s}{'one batch':30s}{'shared':28s}{'numbers':>8s}  lesson")
for family in FAMILIES:
    print(f"{family.name:31s}{family.data:30s}{family.shared:28s}{family.parameters:8,d}  {family.lesson:02d}")

# %% [markdown]
# ### Believe it or not: attention is a type of network
# Lists of network types often contain "attention mechanism", and set LSTM and GRU beside recurrent networks. Decide
# first: does attention belong in the table?

# %% tags=["nbval-check-output"]
parameters = {family.name: family.parameters for family in FAMILIES}
claim("A self-attention layer, 4 heads on 64 features, has 16,640 parameters", attention_layer(), 4 * (64 * 64 + 64))
share = attention_layer() / parameters["transformer"]
claim("It is about half of our small transformer", share, between=(0.4, 0.6))

# %% [markdown] errata=["E005"]
# Attention is a **layer**: four dense maps (queries, keys, values, output) and a softmax. A network built mainly from
# it is a transformer (Vaswani and others, "Attention Is All You Need", 2017). LSTM and GRU *are* recurrent networks,
# with gates (Goodfellow et al., 2016, chapter 10). A list that mixes layers, members and families compares a wheel
# with a car.

# %% [markdown] questions=["s4-q26"]
# ### In an interview: what are the different types of neural networks?
# Sort them by data and what is shared. Dense networks share nothing. Convolutional ones use one filter at every
# place. Recurrent ones (simple, LSTM, GRU) use one step at every time. Transformers use attention, a layer, and one
# block at every place; graph networks one step along every edge. By purpose: autoencoders compress, adversarial
# pairs and diffusion models generate, encoder-decoder pairs translate. [Shown
# above](#The-families-of-networks). Goodfellow et al., 2016, chapters 6, 9, 10, 14, 20; Vaswani and others, 2017.

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
