# %% [markdown]
# # Lesson 02: Neurons and the perceptron
# You will compute a neuron by hand and in code, move its line with sliders, and write the perceptron, which learns from
# its mistakes. You will see why its learning ends, where it can't work, and what a second layer changes.
#
# **Time** about two hours, with six exercises; a good place for a break is marked · **Before it** lesson 01, the dot product of two vectors ·
# **Interview questions answered** 10

# %%
import numpy as np

from dlcourse import check, claim, data, hint, neurons, plots, progress, solution, widgets
from dlcourse.neurons import LeakyIntegrateFire, Neuron, Perceptron

# %% [markdown]
# ## One neuron by hand
# An artificial neuron takes some numbers $x$ (its *inputs*), multiplies each by a *weight* $w$, adds the products up,
# and adds one more number, the *bias* $b$. The sum goes through a function $f$, the *activation*.
#
# Take $x = (2, -1)$, $w = (0.5,\ 1.5)$, $b = 1$. **Predict.** What is the sum?
# Do it on paper first: two products, two additions.

# %% tags=["nbval-check-output"]
x, w, b = np.array([2.0, -1.0]), np.array([0.5, 1.5]), 1.0
products = x * w
z = products.sum() + b
print("products", products, "  sum with bias", z)

# %% [markdown]
# The sum is called $z$; the field also says *pre-activation*. Now four activations answer the same $z = 0.5$.
# The *step* says only on which side of 0 it lies, *ReLU* cuts off negative sums, *sigmoid* squeezes every sum smoothly
# between 0 and 1, and *tanh* between -1 and 1.
# **Predict** which of the four gives 0.5 itself.

# %% tags=["nbval-check-output"]
for name in ("step", "relu", "sigmoid", "tanh"):
    neuron = Neuron(w, b, activation=name)
    print(f"{name:8s} {neuron(x):.3f}")

# %% [markdown]
# ReLU gives 0.5 itself: a positive sum passes unchanged. That is the whole machine:
# $$a = f(w \cdot x + b) = f\Big(\sum_i w_i x_i + b\Big)$$
# Does Keras mean the same? Its `Dense(1)` is a layer with one neuron. Give it our weights, and random inputs. Keras keeps about
# seven digits of a number (*float32*), NumPy sixteen, so expect tiny differences from rounding.

# %%
import keras

inputs = np.random.default_rng(0).normal(size=(101, 2))
gaps = []
for name in ("linear", "relu", "sigmoid", "tanh"):
    layer = keras.layers.Dense(1, activation=name)
    layer.build((None, 2))
    layer.set_weights([w.reshape(2, 1), np.array([b])])
    gaps.append(np.abs(layer(inputs).numpy()[:, 0] - Neuron(w, b, name)(inputs)).max())
claim("By hand, in NumPy, z is 0.5", z, 0.5)
claim("Our neuron and Dense(1) agree for four activations, up to rounding in float32", gaps, below=1e-5)

# %% [markdown]
# ## The step decides
# The oldest activation is the step function, named after Heaviside. With it the neuron is a *threshold logic unit*:
# it fires (1) or stays silent (0). McCulloch and Pitts described such units in 1943. They did not learn:
# somebody had to choose every threshold.
#
# One detail will matter all through this lesson: at exactly $z = 0$ our units fire.

# %% exercise="heaviside"

# %% [markdown]
# Write your own function there. The lesson goes on with the package's, called `neurons.heaviside`, so nothing below
# depends on your answer. Now the whole neuron, with any activation, for one input or for a *batch*: several inputs at once, one per row.

# %% exercise="neuron_output"

# %% [markdown]
# ## A neuron is a surface
# A neuron with two inputs gives one number for each point of a plane, so you can draw its answer as a height.
#
# **Predict.** With $w = (1.5, -1)$, in which direction does the surface rise? And in which direction can you walk
# without going up or down? (Below each surface you see it from above: the brighter, the higher.)

# %%
plots.neuron_surfaces(
    {name: Neuron([1.5, -1.0], 0.5, activation=name) for name in ("step", "sigmoid", "relu")},
    title="One neuron: a cliff, a slope, a ramp, and flat in one direction",
)

# %% [markdown]
# At right angles to $w$ the surface is level, whatever the activation. Along $w$ it never falls with these three.
# One neuron asks one question only: how far does $x$ reach in the direction of $w$? Measure it.

# %%
across = np.array([1.0, 1.5])  # at right angles to w: 1.5 * 1 - 1 * 1.5 = 0
steps, change, rise = np.linspace(-3, 3, 7)[:, None], [], {}
for name in ("step", "sigmoid", "relu"):
    neuron = Neuron([1.5, -1.0], 0.5, activation=name)
    change.append(np.ptp(neuron(steps * across)))
    rise[name] = np.diff(neuron(steps * neuron.weights)).min()
claim("Across w the three answers stay the same", change, below=1e-12)
claim("Along w none of the three falls", list(rise.values()), above=-1e-12)
claim("Along w the sigmoid rises at every step", rise["sigmoid"], above=0)

# %% [markdown] questions=["s1-d1"]
# ### In an interview: what does a neuron compute?
# One number from many: the weighted sum of its inputs plus a bias, passed through an activation function, f(w·x + b).
# Before the activation it is a flat tilted plane: it rises along w and is level across it. The activation bends this
# one direction: a cliff, a slope, a ramp. A single neuron can therefore ask one linear question about its inputs.
# [Shown above](#A-neuron-is-a-surface). Goodfellow, Bengio, Courville 2016, section 6.3.

# %% [markdown]
# ## Which numbers does a neuron receive?
# Neurons are put into *layers*. In a *dense* (fully connected) layer each neuron receives all outputs of the layer before.
# Here are two inputs, three hidden ReLU neurons (*hidden*: neither input nor output), one output neuron.
#
# **Predict.** With $x = (1, 2)$ as data, what does the output neuron receive: two numbers or three? Which?

# %%
x = np.array([1.0, 2.0])
W1, b1 = np.array([[1.0, -1.0, 2.0], [0.0, 1.0, -1.0]]), np.array([0.0, 0.5, -1.0])
W2, b2 = np.array([[2.0], [-1.0], [3.0]]), 0.5
hidden = np.maximum(x @ W1 + b1, 0)
output = hidden @ W2 + b2
plots.network_drawing({"x = (1, 2)": [W1, W2]}, values={"x = (1, 2)": [x, hidden, output]},
                      biases={"x = (1, 2)": [b1, b2]}, inputs=["x1", "x2"], outputs=["output"], title="Each neuron sees only what the layer before sends")

# %% [markdown]
# Blue edges are positive weights, dashed orange ones negative; the wider, the larger; no edge, a weight of 0. Check a node by hand:
# the middle hidden one is $-1 \cdot 1 + 1 \cdot 2 + 0.5 = 1.5$. The output neuron never sees $x$.
# It receives the three numbers of the hidden layer, and one of them is 0: that neuron is silent for this input.

# %%
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, activation="relu"), keras.layers.Dense(1)])
model.set_weights([W1, b1, W2, np.array([b2])])
received = model.layers[0](x[None]).numpy()[0]
claim("The hidden layer sends 1, 1.5 and 0 to the output neuron, without a difference", np.abs(received - [1.0, 1.5, 0.0]).max(), 0.0)
claim("Our two lines of NumPy and the Keras model give the same output", model(x[None]).numpy().item(), output.item())

# %% [markdown] questions=["s1-d2"]
# ### In an interview: what are a neuron's inputs?
# In the first layer, the features of the example: pixels, measurements, numbers that stand for words. In later layers,
# the outputs of the layer before, after their activation; the data themselves are no longer there unless a connection
# carries them past the layer. A recurrent neuron also receives its own layer's outputs of the step before (lesson 16).
# The nodes drawn for the input layer compute nothing. [Shown above](#Which-numbers-does-a-neuron-receive?).
# Goodfellow et al. 2016, section 6.3.

# %% [markdown]
# ## What weights and bias do
# A step neuron splits the plane: it fires on one side of the line $w_1 x_1 + w_2 x_2 + b = 0$.
# Move the sliders until all four points are on their right side, first for AND, then for OR, then for XOR.
# (AND: fire only if both inputs are 1. OR: if at least one is. XOR: if exactly one is.)

# %%
widgets.decision_line()

# %% [markdown]
# XOR would not work, would it? Remember that; we come back to it. Here are three settings side by side for AND.

# %%
X_and, y_and = data.logic_table("and")
plots.decision_lines(
    X_and, y_and,
    {"w = (1, 1), b = -0.5": ([1, 1], -0.5), "b lowered to -1.5": ([1, 1], -1.5), "w turned to (1, -1)": ([1, -1], -0.5)},
    title="Weights turn the line, the bias shifts it",
)

# %% [markdown]
# The arrow $w$ stands at right angles to the line and points to the side that fires. The bias moves the line along it.
# How far? The line's distance from the origin is $|b| / \lVert w \rVert$.
#
# **Predict.** Where does the line go if you set $b = 0$, whatever $w$ is? Can such a neuron give the points
# $x$ and $-x$ the same answer, if neither lies on the line?

# %%
w, b = np.array([3.0, 4.0]), -10.0
foot = -b * w / (w @ w)  # the point of the line that is nearest to the origin
claim("The foot point lies on the line", w @ foot + b, 0.0, within=1e-12)
claim("Its distance from the origin is |b| / ‖w‖ = 10 / 5", np.linalg.norm(foot), 2.0, within=1e-12)
many = np.random.default_rng(1).normal(size=(1000, 2))
point = np.array([1.0, 2.0])
same = {b: int(np.sum((many @ point + b >= 0) == (many @ -point + b >= 0))) for b in (0.0, 1.0)}
claim("With b = 0 none of 1000 random neurons answers the same at x and at -x", same[0.0], 0)
claim("With b = 1 some do", same[1.0], above=0)

# %% [markdown]
# With $b = 0$ the distance is 0: the line runs through the origin. And since $w \cdot (-x) = -(w \cdot x)$, the points $x$ and $-x$
# lie on opposite sides of it.

# %% [markdown] questions=["s1-d3"]
# ### In an interview: what are weights and biases?
# A neuron's learned numbers. A weight belongs to a connection: the factor by which its input is multiplied, whose sign
# says whether the input pushes up or down. The bias belongs to the neuron: one number, added whatever
# the input. At zero input all products vanish and the output is f(b). Weights are often read as importance; that is fair at best
# if the inputs have comparable scales. [Shown below](#At-zero-input). Goodfellow et al. 2016, section 5.1.4.

# %% [markdown]
# ### At zero input
# Whatever the weights, a neuron that sees only zeros answers $f(b)$.

# %%
rng = np.random.default_rng(2)
different = []
for name in ("step", "relu", "sigmoid", "tanh"):
    answers = [Neuron(rng.normal(size=5), 0.3, name)(np.zeros(5)).item() for _ in range(50)]
    different.append(len(set(answers)))
    print(f"{name:8s} f(0.3) = {answers[0]:.3f}")
claim("Fifty neurons with random weights and b = 0.3 give one and the same answer, for each of four activations", different, 1)

# %% [markdown] questions=["s1-q9"]
# ### In an interview: explain the role of weights and biases
# Weights set the direction in which a neuron looks: they turn its line, and their length says how steeply a smooth activation answers.
# The bias sets the threshold: it shifts the line, to a distance |b|/‖w‖ from the origin. Without a bias every line runs through
# the origin, and even AND is out of reach ([shown below](#AND-without-a-bias)). Training changes both.
# Goodfellow et al. 2016, sections 6.1 and 6.3.

# %% [markdown]
# ## Learning from a mistake
# The heart of Rosenblatt's *perceptron* (1957) is a threshold unit that finds its own weights. It looks at one example at a time.
# Right? Then nothing changes. Wrong? Then it moves a little towards the right answer:
# $$w \leftarrow w + \eta\,(y - \hat y)\,x \qquad b \leftarrow b + \eta\,(y - \hat y)$$
# Here $y$ is the class (0 or 1), $\hat y$ the prediction, and $\eta$ the *learning rate*, the size of a step.

# %% [markdown]
# By hand: weights $(0, 0)$, bias 0, first example $x = (3, 1)$ of class 0. The sum is 0, the unit fires: a mistake.
# With $\eta = 1$ the rule subtracts $x$ from $w$ and 1 from $b$. **Predict** the sum for the same example after the step.

# %% tags=["nbval-check-output"]
x, y, w, b = np.array([3.0, 1.0]), 0, np.zeros(2), 0.0
error = y - neurons.heaviside(w @ x + b)
w, b = w + error * x, b + error
print("w =", w, "  b =", b, "  sum for the same x:", w @ x + b)

# %% [markdown]
# The sum fell by $\lVert x\rVert^2 + 1 = 11$. One step always pushes the sum of *this* example the right way. Your turn.

# %% exercise="perceptron_step"

# %% [markdown]
# ## The film of a perceptron
# Now repeat the step, row after row; one pass over all rows is an *epoch*. Each frame below is one mistake: the ringed point was
# wrong, the dashed line is the old one, the solid line the new one; the shaded side fires. Before the first mistake $w = 0$:
# there is no line, and the neuron fires everywhere.
#
# **Predict.** Does each mistake leave more points on the right side than before? And is the ringed point always right after
# its own correction?

# %%
X, y = data.two_clouds(n=40, margin=0.3, seed=3)
model = Perceptron().fit(X, y)
claim("The perceptron makes six mistakes in the first epoch and none in the second", model.mistakes_per_epoch == [6, 0])
right = [int(np.sum(neurons.heaviside(X @ step.w + step.b) == y)) for step in model.updates]
claim("The first mistake leaves 20 points right, as many as if everything fires", [right[0], np.sum(y == 1)], 20)
claim("After that, each frame has more points right than the frame before", np.diff(right), above=0)
before, after = [X[model.updates[2].row] @ step.w + step.b for step in model.updates[1:3]]
claim("The correction of frame 3 lowers the sum of its ringed point, of class 0", after < before)
claim("And still this point fires", after, above=0)
plots.perceptron_film(X, y, model.updates, columns=3, title="Six mistakes, then the line separates the clouds")

# %% [markdown]
# Twice no. The first step gained nothing, and the point of frame 3 was pushed the right way, but not far enough. That the number
# right never fell here is luck, as you will soon see. First write the loop yourself.

# %% exercise="train_perceptron"

# %% [markdown]
# ## Real flowers
# These data are old and real: sepals and petals of irises, measured by Anderson, published by Fisher in 1936.
# Class 0 is *setosa*, class 1 *versicolor*, 50 flowers each.
#
# **Predict.** One perceptron sees two measurements of the petals, another two of the sepals. Both pairs can be separated by
# a line. About how many mistakes will each make before it has found one: 5, 50, or more than 500?

# %%
X_petal, y_iris = data.iris_pair(("petal length", "petal width"))
X_sepal, _ = data.iris_pair(("sepal length", "sepal width"))
petals, sepals = (Perceptron(max_epochs=5000).fit(X, y_iris) for X in (X_petal, X_sepal))
for name, model in (("petals", petals), ("sepals", sepals)):
    print(f"{name}: {len(model.updates)} mistakes in {len(model.mistakes_per_epoch)} epochs")
claim("Both end with an epoch without mistakes", petals.mistakes_per_epoch[-1] + sepals.mistakes_per_epoch[-1], 0)
claim("The sepals cost more than two hundred times as many", len(sepals.updates) / len(petals.updates), above=200)

# %% [markdown]
# The same flowers, the same rule, and hundreds of times the work. Is the gap between the classes to blame? A *support vector
# machine* is a tool that finds the widest strip between two classes that holds no point. Take it and the strip's width,
# $2 / \lVert w \rVert$, as given here; the large `C` says that not a single point may lie inside.

# %%
from sklearn.svm import SVC

width, middle, centred = {}, {}, X_sepal - X_sepal.mean(axis=0)
for name, X in {"petals": X_petal, "sepals": X_sepal, "sepals, centred": centred}.items():
    svm = SVC(kernel="linear", C=1e8).fit(X, y_iris)
    width[name] = 2 / np.linalg.norm(svm.coef_)
    middle[name] = np.append(svm.coef_[0], svm.intercept_)  # the line in the middle of the strip
claim("Petals leave an empty strip of 1.3 cm", width["petals"], 1.3, within=0.02)
claim("Sepals leave an empty strip of a quarter of a centimetre", width["sepals"], 0.25, within=0.02)
claim("Centred sepals leave the same", abs(width["sepals, centred"] - width["sepals"]), below=1e-3)

# %% [markdown]
# Two things differ: the gap, and how far the cloud lies from 0. The third strip belongs to sepals that were *centred*: from each
# measurement its mean was subtracted. This moves the cloud to 0 and leaves the gap as narrow as it was.
#
# **Predict.** How many mistakes will the centred sepals cost: about 1500 again, about 150, or fewer than 20?

# %%
orders = [np.arange(100), *(np.random.default_rng(seed).permutation(100) for seed in range(3))]
costs = [len(Perceptron().fit(centred[order], y_iris[order]).updates) for order in orders]
print("mistakes on centred sepals, in the flowers' own order:", costs[0], "  in three random orders:", costs[1:])
claim("On the sepals as measured, b ends below -100, reached in steps of 1", sepals.b, below=-100)
claim("In each of four orders the centred sepals cost fewer than 20 mistakes", costs, below=20)

# %% [markdown]
# So it was mostly the distance, not the gap. Far from 0, one step along $x$ swings the line widely, while $b$ has a long way to go
# and moves by 1 only. Remember this when later lessons scale their inputs before they train.

# %% [markdown]
# Now watch the long run, on sepals as they were measured. The slider goes through all of its mistakes.

# %%
widgets.perceptron_frames(X_sepal, y_iris, sepals.updates, names=("sepal length (cm)", "sepal width (cm)"))

# %% [markdown]
# The picture below has eight of those mistakes. Early in the run a line already has nearly all flowers right, and near the end
# it still wobbles.

# %%
right = [int(np.sum(neurons.heaviside(X_sepal @ step.w + step.b) == y_iris)) for step in sepals.updates]
claim("Within fifty mistakes a line has more than 95 flowers right", max(right[:50]), above=95)
claim("Among the last hundred, another has fewer than 95", min(right[-100:]), below=95)
plots.perceptron_film(
    X_sepal, y_iris, sepals.updates, names=("sepal length (cm)", "sepal width (cm)"),
    title="Sepals: the line must fit into a gap of a quarter of a centimetre",
)

# %% [markdown]
# ### The same mistakes as scikit-learn
# Is it really the standard algorithm? scikit-learn has a `Perceptron` too. Give both one flower at a time: they should pass
# through the same weights. One difference: at $w = 0$ our unit fires, so a first flower of class 1 would be right for us; scikit-learn counts
# $z = 0$ as wrong for either class. So the first flower must be of class 0.

# %%
from sklearn.linear_model import Perceptron as SklearnPerceptron

X, y = data.iris_pair(("sepal length", "petal length"))
ours, theirs = Perceptron().fit(X, y), SklearnPerceptron(shuffle=False)
w, b, gaps = np.zeros(2), 0.0, []
for x, target in list(zip(X, y)) * len(ours.mistakes_per_epoch):
    theirs.partial_fit(x[None], [target], classes=[0, 1])
    w, b = neurons.perceptron_step(w, b, x, target, lr=1.0)
    gaps.append(np.abs([*(theirs.coef_[0] - w), theirs.intercept_[0] - b]).max())
claim("The first flower is of class 0 (setosa)", y[0], 0)
claim("After every row scikit-learn's weights and bias differ from ours by no more than rounding", gaps, below=1e-9)
claim("Our class, in one go, ends with the same: the difference is 0", np.abs([*(ours.w - w), ours.b - b]).max(), 0.0)

# %% [markdown]
# ## Believe it or not
# Three statements about the perceptron that you may read. Decide for each, right or wrong, before you go on.
#
# 1. "The perceptron dates from 1957, and so does its unit."
# 2. "The rule $w_i \leftarrow w_i + \eta\,(y - \hat y)\,x_i$ changes the weights; that is all, and it minimizes the difference between
#    prediction and truth, $\sum (y - \hat y)^2$."
# 3. "A smaller learning rate makes a perceptron learn more slowly."

# %% [markdown] errata=["E009"]
# ### Statement 1: the dates
# Half right. Rosenblatt described the perceptron in a report of the Cornell Aeronautical Laboratory in January 1957; the journal
# paper followed in 1958. The threshold unit is older: McCulloch and Pitts, 1943. Networks of such units can
# compute any expression of propositional logic. Rosenblatt added learning from examples; the rule used here, which moves only
# after errors, is treated in his book *Principles of Neurodynamics*, 1962. His machine also had a first layer of fixed random
# connections, in front of the weights that learned.

# %% [markdown] errata=["E010"]
# ### Statement 2: the difference shrinks
# Wrong, twice. It leaves out the bias, which needs the same update as the weights. And the rule corrects one error
# at a time; it does not descend the sum of squared differences. With answers 0 and 1 this sum is simply the number of
# wrong rows.

# %% [markdown]
# So you can watch it. **Predict.** Sepal length and petal length, 100 flowers: how far does the number right fall after a single
# mistake, at worst: not at all, by a few, or by dozens?

# %%
X, y = data.iris_pair(("sepal length", "petal length"))
model = Perceptron().fit(X, y)
right = [int(np.sum(neurons.heaviside(X @ step.w + step.b) == y)) for step in model.updates]
print("flowers right after each mistake:", right)
claim("An update takes the number right from above 90 down to 50", any(a > 90 and b == 50 for a, b in zip(right, right[1:])))
claim("In the end all flowers are right", right[-1], 100)

# %% [markdown]
# By dozens. One correction ruins many other flowers, and the rule does not notice: it sees one row. Still it arrives.
# (There is a quantity whose gradient it follows, row by row, the *perceptron criterion*: the sum of
# $|w \cdot x + b|$ over the wrong rows. Bishop 2006, section 4.1.7.)

# %% [markdown]
# ### AND without a bias
# What does the missing bias cost? **Predict.** AND has four rows. Without a bias, how many epochs does it take to learn it?

# %%
pinned = Perceptron(use_bias=False, max_epochs=1000).fit(X_and, y_and)
free = Perceptron(max_epochs=1000).fit(X_and, y_and)
print("first epochs without bias:", pinned.mistakes_per_epoch[:6], "  with bias:", free.mistakes_per_epoch)
claim("Without a bias each of 1000 epochs has a mistake", min(pinned.mistakes_per_epoch), above=0)
claim("With a bias AND is learned", free.mistakes_per_epoch[-1], 0)

# %% [markdown]
# Never. Row 00 has $z = 0$ whatever the weights are, so the unit fires where it should not. A step that stays silent at 0
# does not save it: 01 and 10 would need $w_2 \le 0$ and $w_1 \le 0$, and 11 then can't have $w_1 + w_2 > 0$.

# %% [markdown]
# ### Statement 3: the learning rate
# **Predict.** The same clouds with $\eta = 0.25$, 1 and 8: which run makes the most mistakes?

# %%
X, y = data.two_clouds(n=60, margin=0.05, seed=0)
runs = {lr: Perceptron(lr=lr).fit(X, y) for lr in (0.25, 1.0, 8.0)}
rows = [[(step.epoch, step.row) for step in run.updates] for run in runs.values()]
claim("The three rates make the same mistakes, in the same order", rows[0] == rows[1] == rows[2])
claim("Weights at rate 8 and eight times those at rate 1: the difference is 0", np.abs(runs[8.0].w - 8 * runs[1.0].w).max(), 0.0)

# %% [markdown]
# From zero weights the rate only scales $w$ and $b$, and a line does not care about scale. So statement 3 is wrong
# here. With other starting weights, other losses or smooth activations the rate does matter.

# %% [markdown] questions=["s4-q8"]
# ### In an interview: what is a perceptron?
# A threshold unit (1 where w·x + b ≥ 0, else 0) that learns from mistakes: after a missed 1 it adds the input to w and 1 to b,
# after a false alarm it subtracts them. If a line separates the classes it stops, from zero weights after at
# most (R/γ)² mistakes: R the longest input, γ the margin ([below](#Why-the-learning-ends)). If none does, as for XOR, it
# never stops. McCulloch, Pitts 1943 (unit); Rosenblatt 1957, 1958 (perceptron); Novikoff 1962 (theorem).

# %% [markdown]
# A good place for a break. Next comes a proof, which needs a fresh head: two inequalities, a table of numbers, a picture.

# %% [markdown]
# ## Why the learning ends
# Write the bias as one more weight whose input is always 1. Let $u$ be the weights of some line that separates the classes, scaled to
# length 1. Give each row a sign: $s = 1$ for class 1, $s = -1$ for class 0. Then $s\,(u \cdot x) > 0$ for every row.
# The smallest of these numbers is the *margin* $\gamma$. (The bias is part of $u$, so it is not quite the distance to the
# drawn line.)

# %% [markdown]
# $R$ is the length of the longest row, its 1 included. Start at $w = 0$ with $\eta = 1$; a mistake on $x$ gives $w + s\,x$. First the numbers of one run: AND, with
# $u = (2, 2, -3)/\sqrt{17}$. That is the line $x_1 + x_2 = 1.5$ of the AND figure, doubled, then scaled to length 1.
#
# Compare the second column with the third, and the fourth with the fifth. Which is the larger in each row?

# %% tags=["nbval-check-output"]
rows = np.column_stack([X_and, np.ones(4)])
u = np.array([2.0, 2.0, -3.0]) / np.sqrt(17)
gamma, radius = ((2 * y_and - 1) * (rows @ u)).min(), np.linalg.norm(rows, axis=1).max()
weights = np.array([[*step.w, step.b] for step in free.updates])  # after mistake 1, 2, ...
k = np.arange(1, len(weights) + 1)
print(" k    u·w   k·γ   ‖w‖²  k·R²")
for row in np.column_stack([k, weights @ u, k * gamma, (weights**2).sum(1), k * radius**2])[[0, 1, 2, 5, 10]]:
    print("{:2.0f}  {:5.2f} {:5.2f} {:5.0f} {:5.0f}".format(*row))

# %% [markdown]
# It is no accident that $u \cdot w \ge k\gamma$ and $\lVert w\rVert^2 \le kR^2$ in each row.

# %% [markdown]
# **At least.** Each mistake adds $s\,(u \cdot x) \ge \gamma$ to $u \cdot w$, so $u \cdot w \ge k\gamma$ after $k$ mistakes. A dot
# product with a vector of length 1 is at most the other vector's length: $\lVert w\rVert \ge k\gamma$.

# %% [markdown]
# **At most.** $\lVert w + s x\rVert^2 = \lVert w\rVert^2 + 2 s\,(w \cdot x) + \lVert x\rVert^2$. It was a mistake: $w$ had put $x$ on the
# wrong side, so $s$ and $w \cdot x$ have opposite signs, or $w \cdot x = 0$. The middle term is not positive, each mistake adds at most
# $R^2$, and $\lVert w\rVert \le \sqrt{k}\,R$.

# %% [markdown]
# **Predict.** $\lVert w\rVert$ must be at least $k\gamma$ and at most $\sqrt{k}\,R$. Which of the two wins for large $k$, and what does
# that mean?

# %% [markdown]
# **Together.** $k\gamma \le \sqrt{k}\,R$, so $k \le (R/\gamma)^2$. The line $k\gamma$ overtakes the root, and beyond that point no
# $w$ could satisfy both. So there is no further mistake: learning must end.

# %% [markdown]
# The same as a picture: the length of $w$ has to stay in the coloured wedge, and the wedge closes.

# %%
lengths = np.linalg.norm(np.vstack([np.zeros(3), weights]), axis=1)
claim("The first inequality holds after each mistake", weights @ u - k * gamma, above=-1e-9)
claim("The second inequality holds after each mistake", k * radius**2 - (weights**2).sum(1), above=-1e-9)
claim("For AND the wedge closes at 51 mistakes", (radius / gamma) ** 2, 51, within=1e-9)
claim("The perceptron needed 11", len(weights), 11)
plots.convergence_proof(lengths, gamma, radius, title="The weights must stay in a wedge, and the wedge ends")

# %% exercise="mistake_bound"

# %% [markdown]
# ### Does the bound hold, and is it tight?
# Next come 35 pairs of clouds, seven margins with five seeds each. **Predict.** Will the runs come close to their bounds?

# %%
clouds = [data.two_clouds(60, margin, seed) for margin in (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6) for seed in range(5)]
separator = np.append(*data.CLOUDS_SEPARATOR)  # the line that the clouds were drawn around
rows = [np.column_stack([X, np.ones(60)]) for X, _ in clouds]
bounds = np.array([neurons.mistake_bound(A, y, separator) for A, (_, y) in zip(rows, clouds)])
mistakes = np.array([len(Perceptron().fit(X, y).updates) for X, y in clouds])
margins = [np.abs(A @ separator).min() / np.linalg.norm(separator) for A in rows]
claim("No run makes more mistakes than its bound", mistakes, below=bounds + 1e-9)
claim("Each run needs less than a fifth of its bound", mistakes / bounds, below=0.2)
claim("The 35 runs give fewer than 30 different pairs of margin and mistakes", len(set(zip(margins, mistakes))), below=30)
claim("From the easiest to the hardest clouds the bound grows more than a thousandfold", bounds.max() / bounds.min(), above=1000)
claim("No run needs more than twenty times the mistakes of another", mistakes.max() / mistakes.min(), below=20)
plots.mistakes_against_margin(margins, mistakes, bounds, title="The bound always holds, and no run comes near it")

# %% [markdown]
# A bound is a promise for the worst order of the worst data, not a forecast: these runs were far quicker, and their mistakes hardly
# follow the margin. (You see fewer than 35 dots, because many runs coincide.) It holds for every separator $u$; the one with the
# widest margin gives the smallest bound, and the clouds' own line, used here, need not be that one.

# %% [markdown]
# Both $R$ and $\gamma$ include the bias input 1, so the bound knows how far the data lie from 0. **Predict.** What does centring do to the
# bound for the sepals: nothing, a few percent, or a factor above ten?

# %%
flowers = {"petals": X_petal, "sepals": X_sepal, "sepals, centred": centred}
bound = {name: neurons.mistake_bound(np.column_stack([X, np.ones(100)]), y_iris, middle[name]) for name, X in flowers.items()}
print({name: round(value) for name, value in bound.items()})
claim("All three runs stay below their bounds", [len(petals.updates), len(sepals.updates), costs[0]], below=list(bound.values()))
claim("The bound for the sepals is more than thirty times that for the petals", bound["sepals"] / bound["petals"], above=30)
claim("Centred, it is below that for the petals", bound["sepals, centred"], below=bound["petals"])
claim("Centring divides the sepals' bound by more than fifty", bound["sepals"] / bound["sepals, centred"], above=50)

# %% [markdown]
# The gap of the centred sepals is as narrow as before, and yet their bound is below that of the petals as they were measured. A narrow
# gap makes many mistakes possible; here the distance from 0 did more.

# %% [markdown]
# ## XOR: no line will do
# The sliders could not do it. **Predict.** If you let the perceptron run on XOR for 1000 epochs, what is the smallest number
# of mistakes in an epoch: 0, 1, or more?

# %%
X_xor, y_xor = data.logic_table("xor")
endless = Perceptron(max_epochs=1000).fit(X_xor, y_xor)
print("mistakes in the first epochs:", endless.mistakes_per_epoch[:8], "  at the end:", endless.mistakes_per_epoch[-3:])
claim("The best epoch on XOR has three mistakes", min(endless.mistakes_per_epoch), 3)
lines = {(*step.w, step.b) for step in endless.updates}
claim("In 1000 epochs fewer than ten different settings of (w, b) appear: it goes in circles", len(lines), below=10)

# %% [markdown]
# Three, and later four of four: no epoch is without a mistake, and it is not a matter of patience. XOR demands four things of a line:
# $$b < 0,\qquad w_1 + b \ge 0,\qquad w_2 + b \ge 0,\qquad w_1 + w_2 + b < 0$$
# Add the two in the middle: $w_1 + w_2 + 2b \ge 0$. Add the outer two: $w_1 + w_2 + 2b < 0$. Both can't be true.
#
# So use two lines. Each hidden unit draws one; the output unit combines their answers.

# %% exercise="xor_by_hand"

# %% [markdown]
# ### Two lines and a combination
# Here is the package's answer: unit 1 asks "at least one?", unit 2 asks "not both?", the output asks "both units?".

# %%
W1, b1, w2, b2 = neurons.xor_by_hand()


def network(X):
    return neurons.heaviside(neurons.heaviside(X @ W1 + b1) @ w2 + b2)


claim("A network with one hidden layer of two units computes XOR", network(X_xor).tolist() == y_xor.tolist())
plots.decision_regions(X_xor, y_xor, {"2-2-1 network": network}, lines=list(zip(W1.T, b1)), title="XOR is the strip between two lines")

# %% [markdown]
# Why can the output unit do with one line what you could not? Because it looks at other numbers: the hidden units' answers.
# **Predict.** Write them down for the four rows. Which two rows get the same pair?

# %% tags=["nbval-check-output"]
for row, units, answer in zip(X_xor, neurons.heaviside(X_xor @ W1 + b1), y_xor):
    print(f"input {row}   hidden {units}   XOR {answer}")

# %% [markdown]
# In the hidden units' numbers, 01 and 10 have become the same point (1, 1), and one line separates it from the others.
# The hidden layer did not draw a curved border: it moved the points. This idea returns in many later lessons.

# %% [markdown]
# ### Believe it or not: more than one hidden layer?
# You may read that a multilayer perceptron uses more than one hidden layer. Decide first.

# %% [markdown] errata=["E011"]
# Wrong: one hidden layer is enough for the name, and enough for XOR, as the claim above has just shown with a 2-2-1 network
# (two inputs, two hidden units, one output). "Multilayer" counts the layers that compute: hidden and output make two.
# Goodfellow et al. 2016, chapter 6.

# %% [markdown] questions=["s1-q24"]
# ### In an interview: how do MLPs differ from single-layer perceptrons?
# A single layer draws straight borders, so it gets only linearly separable classes right; XOR is the classic counterexample
# ([shown above](#XOR:-no-line-will-do)). A multilayer perceptron (MLP) has at least one hidden layer with a nonlinear
# activation, which moves the points so that the last layer can separate them. The perceptron rule can't train it: it has no target
# for hidden units. Gradients can, with activations
# that have a slope, and backpropagation (lesson 03). Goodfellow et al. 2016, section 6.1.

# %% [markdown]
# ### What Minsky and Papert showed
# Their book *Perceptrons* (1969) is often quoted as "perceptrons can't do XOR". They proved more, and claimed less.
# They studied perceptrons whose fixed first layer looks at parts of a picture, and showed that some questions need a unit that
# looks at everything: parity (XOR of all points) for example. They knew that several layers can compute XOR.
# That extending the study to several layers would be fruitless they gave as their intuition, not as a theorem.

# %% [markdown]
# ## Does a bias bend?
# Back to the bias, with one last question about it. **Predict.** Which of these can a bias do to a straight line:
# shift it, tilt it, bend it?

# %%
x = np.linspace(-3, 3, 121)
plots.input_output_curves(x, {
    f"{name}: f(x + b)": {f"b = {b:g}": Neuron([1.0], b, name)(x[:, None]) for b in (-1.5, 0, 1.5)}
    for name in ("linear", "relu")}, title="The bias shifts; the activation bends")

# %% [markdown]
# ### Believe it or not: biases and curves
# You may read that biases let a network capture nonlinear patterns. Decide first, then test: a curve bends where its
# *second difference* $f_{i-1} - 2 f_i + f_{i+1}$ is not 0. Take Keras networks of three layers with random weights **and biases**, walk along a
# straight line, and look for the largest second difference, without activation and with ReLU.

# %%
def random_network(activation, seed, use_bias=True):
    keras.utils.set_random_seed(seed)
    options = {"use_bias": use_bias, "bias_initializer": "random_normal"}
    hidden = [keras.layers.Dense(16, activation=activation, **options) for _ in range(2)]
    return keras.Sequential([keras.Input((2,)), *hidden, keras.layers.Dense(1, **options)])


line = np.linspace(-2, 2, 101)[:, None] * np.array([1.0, 0.5])
bend = {f: [np.abs(np.diff(random_network(f, seed)(line).numpy()[:, 0], 2)).max() for seed in range(3)] for f in (None, "relu")}
claim("Three layers with biases, without activation, don't bend, up to rounding in float32", bend[None], below=1e-5)
claim("With ReLU they bend", bend["relu"], above=1e-3)

# %% [markdown] errata=["E012"]
# Wrong: a bias shifts, it neither tilts nor bends. Weights and biases alone form an *affine* map, a linear one plus a constant.
# But a bias is not useless for nonlinear patterns either, because it decides *where* the bend lies.

# %% [markdown]
# **Predict.** A ReLU network without any bias is evaluated at $x$ and at $2x$. How do the two answers compare?

# %%
points = np.random.default_rng(0).normal(size=(101, 2))
gap, shifted = [], []
for seed in range(3):
    without, with_bias = random_network("relu", seed, use_bias=False), random_network("relu", seed)
    gap.append(np.abs(without(2 * points).numpy() - 2 * without(points).numpy()).max())
    shifted.append(np.abs(with_bias(2 * points).numpy() - 2 * with_bias(points).numpy()).max())
claim("Without biases f(2x) differs from 2 f(x) by no more than rounding", gap, below=1e-5)
claim("With biases they differ by more", shifted, above=1e-2)

# %% [markdown]
# Without biases every bend passes through the origin: the network is *positively homogeneous*, it only scales along each ray,
# and it answers 0 at 0. A function that is 1 at the origin is out of its reach.

# %% [markdown] questions=["s3-q1-f2"]
# ### In an interview: why both weights and biases, and which of the two bends?
# Neither bends. Layers of weights and biases alone stay affine: straight ([shown above](#Does-a-bias-bend?)). The activation bends.
# The weights decide in which direction it bends and how sharply, the bias decides where. That is why a network needs both:
# a ReLU network without biases satisfies f(2x) = 2 f(x), and all its bends meet at the origin.
# Goodfellow et al. 2016, sections 6.1 and 6.3.

# %% [markdown]
# ## A network before and after training
# Nobody chooses weights by hand in practice. Here is a network that learned them, with methods of the next lessons. It gets three
# numbers: the class is 1 if the first two have the same sign, and 0 if they differ. That is XOR's mirror image, for signs. The third is noise.
#
# **Predict.** What will training do to the edges that leave the noise input: thicken them, leave them about as they are, or remove them?

# %%
def trained(seed):
    keras.utils.set_random_seed(seed)
    X = np.random.default_rng(seed).uniform(-1.5, 1.5, size=(300, 3))
    y = (X[:, 0] * X[:, 1] > 0).astype(float)
    layers = [keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential([keras.Input((3,)), *layers])
    before = model.get_weights()
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy", steps_per_execution=100)
    model.fit(np.tile(X, (100, 1)), np.tile(y, 100), batch_size=100, verbose=0)  # the 300 rows, 100 times
    accuracy = np.mean((model(X).numpy()[:, 0] > 0.5) == y)
    return before[::2], model.get_weights()[::2], accuracy  # every other array: the weights without the biases


# %% [markdown]
# Three runs with three seeds. The claims say what they have in common, the drawing shows the first.

# %%
results = [trained(seed) for seed in range(3)]
strength = np.array([np.abs(after[0]).mean(axis=1) for _, after, _ in results])  # mean |weight| of each input
start = np.array([np.abs(before[0]).mean(axis=1) for before, _, _ in results])
claim("All three learn the rule (share of rows right)", [accuracy for _, _, accuracy in results], above=0.85)
claim("The two useful inputs end with larger weights than they began", (strength / start)[:, :2].min(axis=1), above=1.5)
claim("The noise ends with a tenth to one and a half times the weight it began with", strength[:, 2] / start[:, 2], between=(0.1, 1.5))
claim("The noise keeps less than half the weight of a useful input", strength[:, 2] / strength[:, :2].min(axis=1), below=0.5)
before, after, _ = results[0]
plots.network_drawing({"before training": before, "after training": after}, inputs=["x1", "x2", "noise"], outputs=["class"],
                      title="Training thickens the edges that carry information")

# %% [markdown]
# The edges of the noise don't grow with the others, but they don't vanish either: the errors hardly depend on them, so little pulls
# at them. What does make useless weights shrink is the subject of lesson 09.

# %% [markdown] questions=["s4-q2"]
# ### In an interview: what is an artificial neural network?
# A function made of layers of simple units. Each unit forms a weighted sum of the outputs of the layer before, adds a bias, and applies
# an activation; without the activation all layers together would be one linear layer. The weights and biases are found from data:
# training changes them so that the errors on examples shrink ([shown above](#A-network-before-and-after-training)). The name comes from
# the brain, the methods from calculus and statistics. Goodfellow et al. 2016, chapter 6.

# %% [markdown] questions=["s3-q1"]
# ### In an interview: what are the key components of a neural network?
# Units that compute f(w·x + b) ([by hand](#One-neuron-by-hand)); their weights and biases, which are learned; activations, which
# make it nonlinear; layers: an input that only hands numbers on, hidden layers, an output whose activation fits the task. For learning
# add a loss that measures the error, gradients of it, and an optimizer that uses them (lessons 03 to 07). Goodfellow et al. 2016, chapter 6.

# %% [markdown]
# ## And the brain?
# A nerve cell collects current on its *dendrites*. The cell body adds it up over time, while charge leaks away. When the voltage
# reaches a threshold, the cell sends a short pulse, a *spike*, along its *axon* and starts anew. At the end of the axon a *synapse* passes the
# signal to the next cell.

# %% [markdown]
# The *leaky integrate-and-fire* model keeps only this. It measures the current by the voltage that it would cause without spikes, current
# times resistance, in mV. **Predict.** Twice the current: twice the spikes, fewer, or more?

# %%
cell = LeakyIntegrateFire()  # textbook values: leak 20 ms, threshold 15 mV, 2 ms of silence after a spike
plots.spike_trains(cell, currents=(14, 18, 36), title="Below the threshold: silence. Above it: the more current, the more spikes")

# %% [markdown]
# About three times as many, since the current has to beat the leak first. (The orange bars only mark the spikes; the model's voltage
# simply falls back.)
#
# Count spikes per second for many currents and you get one curve, drawn below beside a ReLU that is scaled to fit as well as it can above the
# threshold. **Predict.** Sketch the curve first: where is it 0, and does it get steeper or flatter to the right?

# %%
current = np.linspace(0, 60, 121)
rate = cell.rate(current)
ramp = np.maximum(current - cell.threshold, 0)
relu = ramp * (rate @ ramp) / (ramp @ ramp)
claim("Up to the threshold the rate is 0", rate[current <= cell.threshold].max(), 0.0)
claim("Above it the rate rises with the current", np.diff(rate[current > cell.threshold]), above=0)
counted = [len(cell.simulate(level, duration=1.0)[1]) - cell.rate(level) for level in (18, 36, 60)]
claim("Counting simulated spikes gives the formula's rate, to one or two spikes a second", np.abs(counted), below=2)
claim("36 mV give about three times the spikes of 18 mV", cell.rate(36) / cell.rate(18), 3, within=0.2)
plots.firing_rate(current, rate, relu, title="A firing rate looks like a ReLU: zero, then rising")

# %% [markdown]
# This is a likeness and no more, as the next cell measures: the model cell climbs steeply at its threshold and flattens later; ReLU
# does neither.

# %%
claim("Half a millivolt above the threshold the cell fires more than ten times a second", cell.rate(cell.threshold + 0.5), above=10)
claim("From there on its curve only gets flatter", np.diff(rate[current > cell.threshold], 2), below=0)

# %% [markdown]
# Real cells spike in time, differ in kind, and the synapses that leave one cell mostly all excite or all inhibit, while the weights of
# an artificial unit may have any sign.

# %% [markdown]
# ### Believe it or not: synapses and the cell body
# You may read that synapses carry signals from dendrites to cell body and axon, and that learning happens in
# the cell body. Decide first.

# %% [markdown] errata=["E008"]
# Both are wrong. Dendrite, body and axon belong to *one* cell; a synapse passes the signal from its axon to the *next* cell,
# mostly a dendrite. Learning is attributed mainly to changes in the strength of synapses, called *plasticity*.
# Kandel et al., *Principles of Neural Science*, 5th edition, chapters 2 and 8.

# %% [markdown]
# ### Does the brain backpropagate?
# Contested. Crick (1989) objected that backpropagation would need signals to travel quickly backwards along axons, and thought
# that unlikely in a brain. Lillicrap and colleagues (2020) argue that feedback connections might let the brain approximate
# something of the kind, through differences in activity. They present it as a hypothesis. That the brain learns by backpropagation
# as computers run it is not known.

# %% [markdown] questions=["s4-q6"]
# ### In an interview: how similar are biological and artificial neurons?
# Loosely. Both combine many inputs of different strength and respond once the sum is large enough: weights stand for synapses, the
# sum for the cell body, the activation for the firing rate. A firing rate over current looks roughly like a ReLU
# ([shown above](#And-the-brain?)). The rest differs: spikes in time, leak, many kinds of cells. Learning in brains is attributed mainly to
# synaptic plasticity; whether anything like backpropagation takes part is contested (Crick 1989; Lillicrap et al. 2020).

# %% [markdown]
# ## Summary
# - A neuron computes $f(w \cdot x + b)$. Weights turn its line, the bias shifts it, the activation bends.
# - The perceptron changes only after mistakes, and the bias needs the update too.
# - If a line separates the classes, it makes at most $(R/\gamma)^2$ mistakes from zero weights; if none does, it never stops by itself.
# - XOR needs a hidden layer, and one is enough.
# - Neurons of the brain gave the name and a rough likeness.

# %%
progress("02_neurons_and_perceptron")

# %% [markdown]
# ## What to read next
# - Rosenblatt, "The perceptron: a probabilistic model for information storage and organization in the brain", 1958: the original.
# - Novikoff, "On convergence proofs on perceptrons", 1962: the proof above.
# - Minsky and Papert, *Perceptrons*, 1969: limits, proved with care.
# - Lillicrap, Santoro, Marris, Akerman, Hinton, "Backpropagation and the brain", 2020.
#
# Next lesson: how a network with a hidden layer finds its weights.
