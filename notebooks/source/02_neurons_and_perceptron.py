# %% [markdown]
# # Lesson 02: Neurons and the perceptron
# You will compute a neuron by hand and in code, move its line with sliders, and write the first program that learned from
# its mistakes. You will see why its learning ends, where it can't work, and what a second layer changes.
#
# **Time** about 75 minutes, with six exercises · **Before it** lesson 01, the dot product of two vectors ·
# **Interview questions answered** 10

# %%
import keras
import numpy as np

from dlcourse import check, claim, data, hint, plots, progress, solution, widgets
from dlcourse.neurons import LeakyIntegrateFire, Neuron, Perceptron, heaviside, mistake_bound, xor_by_hand

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
# The *step* says only on which side of 0 it lies, *ReLU* cuts off negative sums, and *sigmoid* and *tanh* bend it smoothly.
# **Predict** which of the four gives 0.5 itself.

# %% tags=["nbval-check-output"]
for name in ("step", "relu", "sigmoid", "tanh"):
    neuron = Neuron(w, b, activation=name)
    print(f"{name:8s} {neuron(x):.3f}")

# %% [markdown]
# That is the whole machine:
# $$a = f(w \cdot x + b) = f\Big(\sum_i w_i x_i + b\Big)$$
# Does Keras mean the same? Its `Dense(1)` is a layer with one neuron. Give it our weights, and random inputs.

# %%
inputs = np.random.default_rng(0).normal(size=(101, 2))
gaps = []
for name in ("linear", "relu", "sigmoid", "tanh"):
    layer = keras.layers.Dense(1, activation=name)
    layer.build((None, 2))
    layer.set_weights([w.reshape(2, 1), np.array([b])])
    gaps.append(np.abs(layer(inputs).numpy()[:, 0] - Neuron(w, b, name)(inputs)).max())
claim("By hand, in NumPy, z is 0.5", z, 0.5)
claim("Our neuron and Dense(1) agree for four activations (float32 rounding)", gaps, below=1e-5)

# %% [markdown]
# ## The step decides
# The oldest activation is the step function, named after Heaviside. With it the neuron is a *threshold logic unit*:
# it fires (1) or stays silent (0). McCulloch and Pitts described such units in 1943. They did not learn:
# somebody had to choose every threshold.
#
# One detail will matter all through this lesson: at exactly $z = 0$ our units fire.

# %% exercise="heaviside"

# %% [markdown]
# Now the whole neuron, with any activation, for one input or a whole batch of them.

# %% exercise="neuron_output"

# %% [markdown]
# ## A neuron is a surface
# A neuron with two inputs gives one number for each point of a plane, so you can draw its answer as a height.
#
# **Predict.** With $w = (1.5, -1)$, in which direction does the surface rise? And in which direction can you walk
# without going up or down?

# %%
plots.neuron_surfaces(
    {name: Neuron([1.5, -1.0], 0.5, activation=name) for name in ("step", "sigmoid", "relu")},
    title="One neuron: a cliff, a slope, a ramp, and flat in one direction",
)

# %% [markdown]
# The surface rises along $w$ and is level at right angles to it, whatever the activation.
# One neuron asks one question only: how far does $x$ reach in the direction of $w$? Measure it.

# %%
neuron = Neuron([1.5, -1.0], 0.5, "sigmoid")
across = np.array([1.0, 1.5])  # at right angles to w: 1.5 * 1 - 1 * 1.5 = 0
steps = np.linspace(-3, 3, 7)[:, None]
claim("Across w the answer stays the same", np.ptp(neuron(steps * across)), below=1e-12)
claim("Along w the answer rises at every step", np.diff(neuron(steps * neuron.weights)), above=0)

# %% [markdown] questions=["s1-d1"]
# ### In an interview: what does a neuron compute?
# One number from many: the weighted sum of its inputs plus a bias, passed through an activation function, $f(w·x + b)$.
# Before the activation it is a flat tilted plane: it rises along $w$ and is level across it. The activation bends this
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
plots.network_drawing({"the numbers in the nodes": [W1, W2]}, values={"the numbers in the nodes": [x, hidden, output]},
                      inputs=["x1", "x2"], outputs=["output"], title="Each neuron sees only what the layer before sends")

# %% [markdown]
# Blue edges are positive weights, dashed orange ones negative; the wider, the larger. The output neuron never sees $x$.
# It receives the three numbers of the hidden layer, and one of them is 0: that neuron is silent for this input.

# %%
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, activation="relu"), keras.layers.Dense(1)])
model.set_weights([W1, b1, W2, np.array([b2])])
received = model.layers[0](x[None]).numpy()[0]
claim("The output neuron receives the hidden layer's three numbers", np.abs(received - [1.0, 1.5, 0.0]).max(), 0.0)
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
    {"w = (1, 1), b = -0.5": ([1, 1], -0.5), "b lowered to -1.5": ([1, 1], -1.5), "w turned to (1, -0.5)": ([1, -0.5], -0.5)},
    title="Weights turn the line, the bias shifts it",
)

# %% [markdown]
# The arrow $w$ stands at right angles to the line and points to the side that fires. The bias moves the line along it.
# How far? The line's distance from the origin is $|b| / \lVert w \rVert$.
#
# **Predict.** Where does the line go if you set $b = 0$, whatever $w$ is?

# %%
w, b = np.array([3.0, 4.0]), -10.0
foot = -b * w / (w @ w)  # the point of the line that is nearest to the origin
claim("The foot point lies on the line", w @ foot + b, 0.0, within=1e-12)
claim("Its distance from the origin is |b| / ‖w‖ = 10 / 5", np.linalg.norm(foot), 2.0, within=1e-12)
random_w = np.random.default_rng(1).normal(size=(1000, 2))
claim("With b = 0 all of 1000 random lines pass through the origin", np.abs(random_w @ np.zeros(2)).max(), 0.0)

# %% [markdown] questions=["s1-d3"]
# ### In an interview: what are weights and biases?
# Every connection has a weight: how strongly, and in which direction, this input pushes the neuron. Every neuron has one bias,
# which does not depend on the input. At zero input all products vanish and the output is $f(b)$, so the bias says what the
# neuron does without any input. Weights are often read as importance; that is fair only if the inputs have
# comparable scales. [Shown below](#At-zero-input). Goodfellow et al. 2016, section 6.1.

# %% [markdown]
# ### At zero input
# Whatever the weights, a neuron that sees only zeros answers $f(b)$.

# %%
rng = np.random.default_rng(2)
for name in ("step", "relu", "sigmoid", "tanh"):
    answers = {Neuron(rng.normal(size=5), 0.3, name)(np.zeros(5)).item() for _ in range(50)}
    print(f"{name:8s} 50 neurons with b = 0.3, input 0: answers {answers}")
    claim(f"Fifty neurons ({name}) with different weights give one answer at zero input", len(answers), 1)

# %% [markdown] questions=["s1-q9"]
# ### In an interview: explain the role of weights and biases
# Weights set the direction in which a neuron looks: they turn its line, and their length says how steeply it answers.
# The bias sets the threshold: it shifts the line away from the origin, by $|b|/\lVert w\rVert$. Without it every line is pinned
# to the origin, and even AND is out of reach ([shown below](#AND-without-a-bias)). Both are learned. A bias makes a network
# more flexible, but on its own it bends nothing ([shown below](#Does-a-bias-bend?)). Goodfellow et al. 2016, sections 6.1 and 6.3.

# %% [markdown]
# ## Learning from a mistake
# Rosenblatt's *perceptron* of 1957 is a threshold unit that finds its own weights. It looks at one example at a time.
# Right? Then nothing changes. Wrong? Then it moves a little towards the right answer:
# $$w \leftarrow w + \eta\,(y - \hat y)\,x \qquad b \leftarrow b + \eta\,(y - \hat y)$$
# Here $y$ is the class (0 or 1), $\hat y$ the prediction, and $\eta$ the *learning rate*, the size of a step.

# %% [markdown]
# By hand: weights $(0, 0)$, bias 0, first example $x = (3, 1)$ of class 0. The sum is 0, the unit fires: a mistake.
# With $\eta = 1$ the rule subtracts $x$ from $w$ and 1 from $b$. **Predict** the sum for the same example after the step.

# %% tags=["nbval-check-output"]
x, y, w, b = np.array([3.0, 1.0]), 0, np.zeros(2), 0.0
error = y - heaviside(w @ x + b)
w, b = w + error * x, b + error
print("w =", w, "  b =", b, "  sum for the same x:", w @ x + b)

# %% [markdown]
# The sum fell by $\lVert x\rVert^2 + 1 = 11$. One step always pushes the sum of *this* example the right way. Your turn.

# %% exercise="perceptron_step"

# %% [markdown]
# ## The film of a perceptron
# Now repeat the step, row after row. Each frame below is one mistake: the ringed point was wrong, the dashed line
# is the old one, the solid line the new one; the shaded side fires.
#
# **Predict.** Does each step leave fewer points on the wrong side than before?

# %%
X, y = data.two_clouds(n=40, margin=0.3, seed=3)
model = Perceptron().fit(X, y)
plots.perceptron_film(X, y, model.updates, columns=3, title="Six mistakes, then the line separates the clouds")

# %%
claim("The perceptron makes six mistakes in the first epoch and none in the second", model.mistakes_per_epoch == [6, 0])

# %% [markdown]
# A pass over all rows is an *epoch*. Here each frame got better than the last. That is luck, as you will soon see.
# First write the loop yourself.

# %% exercise="train_perceptron"

# %% [markdown]
# ### The same mistakes as scikit-learn
# Is it really the standard algorithm? scikit-learn has a `Perceptron` too. Without shuffling it should pass through
# the same weights. (One difference: at $z = 0$ it counts a mistake for both classes, so the first row must be of class 0.)

# %%
from sklearn.linear_model import Perceptron as SklearnPerceptron

X, y = data.iris_pair()
ours = Perceptron().fit(X, y)
theirs = SklearnPerceptron(shuffle=False, tol=None, max_iter=len(ours.mistakes_per_epoch)).fit(X, y)
claim("The first flower is of class 0", y[0], 0)
claim("Our weights are scikit-learn's", np.abs(theirs.coef_[0] - ours.w).max(), below=1e-9)
claim("Our bias is scikit-learn's", theirs.intercept_[0], ours.b)

# %% [markdown]
# ## Real flowers
# These data are old and real: sepals and petals of irises, measured by Anderson, published by Fisher in 1936.
# Class 0 is *setosa*, class 1 *versicolor*, 50 flowers each.
#
# **Predict.** One perceptron sees two measurements of the petals, another two of the sepals. Both pairs can be separated by
# a line. How many mistakes will each make before it has found one?

# %%
petals = Perceptron(max_epochs=5000).fit(*data.iris_pair(("petal length", "petal width")))
sepals = Perceptron(max_epochs=5000).fit(*data.iris_pair(("sepal length", "sepal width")))
for name, model in (("petals", petals), ("sepals", sepals)):
    print(f"{name}: {len(model.updates)} mistakes, {len(model.mistakes_per_epoch)} epochs")

# %%
sepal_names = ("sepal length", "sepal width")
claim("Both end with an epoch without mistakes", petals.mistakes_per_epoch[-1] + sepals.mistakes_per_epoch[-1], 0)
claim("The sepals cost more than a hundred times as many mistakes", len(sepals.updates) / len(petals.updates), above=100)
