# %% [markdown]
# # Lesson 04: Activation functions
# You will see why layers without activations are one layer in disguise, write the common activations so that no number breaks them,
# watch units die while they train and bring them back, and choose what the last layer should do for a task.
#
# **Time** about four hours, best in two sittings: a good place for a break is marked. The eight exercises take about an hour of it ·
# **Before it** lesson 03 · **Interview questions answered** 16

# %%
from functools import partial
from timeit import repeat

import numpy as np

from dlcourse import activations, check, claim, data, dead_units, hint, models, neurons, nn, plots, progress, solution, widgets
from dlcourse.experiments.activation_runs import compare_activations
from dlcourse.experiments.dead_units import revive, watch_units_die
from dlcourse.experiments.gradient_size import first_layer_gradient, gradient_by_layer, path_products
from dlcourse.experiments.introduction import split_digits
from dlcourse.experiments.output_heads import lowest_mse, regression_head, sine_of_five, three_class_head
from dlcourse.layers import PReLU, ResidualBlock, Swish

import keras
import tensorflow as tf

# %% [markdown]
# ## Two layers by hand
# Take two layers of one unit each, without an activation. The first computes $h = 2x + 1$, the second $y = 3h - 4$.
#
# **Predict.** Which $y$ belongs to $x = 5$? And could a single unit $y = wx + b$ give the same answers for every $x$?
# Find its $w$ and $b$ on paper.

# %% tags=["nbval-check-output"]
x = np.array([0.0, 1.0, 5.0])
h = 2 * x + 1
y = 3 * h - 4
print("two layers", y, "  one layer 6x - 1", 6 * x - 1)

# %% [markdown]
# $3(2x + 1) - 4 = 6x - 1$. The weights multiply, and the first bias passes through the second weight: $3 \cdot 1 - 4 = -1$.
# With matrices it is the same story. A weighted sum plus a bias is called an *affine* map:
# $$(x W_1 + b_1) W_2 + b_2 = x\,(W_1 W_2) + (b_1 W_2 + b_2)$$
# Now write it for a stack of any height.

# %% exercise="collapse_linear"

# %% [markdown]
# ## Five layers in one matrix
# The lesson goes on with the package's function, `nn.collapse_linear`. Here are five affine layers with random numbers, in Keras and
# in NumPy.
#
# **Predict.** We walk through the inputs along a straight line and draw the output. What shape does it have for five layers without
# activations? And if each hidden layer gets a ReLU?

# %%
keras.utils.set_random_seed(1)


def five_layers(activation):
    options = {"kernel_initializer": "he_normal", "bias_initializer": "random_normal"}
    hidden = [keras.layers.Dense(units, activation=activation, **options) for units in (7, 11, 7, 5)]
    return keras.Sequential([keras.Input((3,)), *hidden, keras.layers.Dense(1, **options)])


affine, bent = five_layers(None), five_layers("relu")
weights = affine.get_weights()  # W1, b1, W2, b2, ...: every second one is a matrix, the others are biases
bent.set_weights(weights)
W, b = nn.collapse_linear(weights[::2], weights[1::2])
t = np.linspace(-2, 2, 401)
line = t[:, None] * np.array([1.0, -0.5, 0.8]) + np.array([0.0, 0.3, 0.2])
outputs = {"five affine layers": affine(line).numpy()[:, 0], "one matrix and one bias": (line @ W + b)[:, 0],
           "the same five with ReLU between": bent(line).numpy()[:, 0]}
plots.input_output_curves(t, outputs, xlabel="position t on the line", title="Five affine layers draw one straight line")

# %% [markdown]
# The two straight lines lie on each other. The same weights with ReLU between give a line with corners. Check it for many inputs, and
# measure how bent each curve is: a straight line has *second differences* $f_{i-1} - 2f_i + f_{i+1}$ of 0.

# %%
many = np.random.default_rng(0).normal(size=(1000, 3))
claim("Five layers and one matrix differ by no more than rounding in float32", np.abs(affine(many).numpy() - (many @ W + b)).max(), below=5e-5)
bends = [np.abs(np.diff(curve, 2)).max() for curve in outputs.values()]
claim("Without activations the curve does not bend, beyond rounding", bends[:2], below=5e-5)
claim("With ReLU it bends", bends[2], above=1e-3)

# %% [markdown]
# ### Believe it or not: a polynomial?
# You may read that weighted sums applied again and again give a polynomial. Decide before you run: which degree has the output of five
# affine layers? We fit a parabola to it and look at the coefficient of $t^2$. For comparison: two layers of one unit each, with the
# activation $f(z) = z^2$.

# %%
leading = np.polyfit(t, outputs["five affine layers"].astype(float), 2)[0]
claim("The parabola fitted to five affine layers has no square in it", abs(leading), below=1e-5)
squares = ((2 * t + 1) ** 2 - 3) ** 2  # z -> z² after each of two affine layers
quartic = np.polyfit(t, squares, 4)
claim("With z² after each of two layers the output is a polynomial of degree 4, up to rounding", np.abs(np.polyval(quartic, t) - squares).max(), below=1e-9)
claim("Its leading coefficient is 2⁴", quartic[0], 16, within=1e-9)

# %% [markdown] errata=["E026"]
# Misleading: the degree stays at most 1, however many affine layers follow each other. Sums and multiples of straight lines are straight
# lines. Higher degrees come out if the *activation* is a polynomial, and that is a poor choice: such a layer can only make polynomials of this
# degree, however wide it is. With any other continuous activation, a hidden layer that is wide enough comes as close as you like to every continuous
# function on a closed, bounded region (Leshno, Lin, Pinkus, Schocken 1993).

# %% [markdown] questions=["s1-q33"]
# ### In an interview: why must a deep network have non-linear activations?
# A composition of affine maps is affine: W = W1 W2 …, and each bias passes through the later matrices. Five layers without activations
# gave the outputs of one matrix, up to rounding ([shown above](#Five-layers-in-one-matrix)): depth adds parameters, but no new functions.
# A non-linear activation keeps layers apart; with any that is no polynomial, wide hidden layers can approximate every continuous function
# on a closed, bounded region. Goodfellow et al. 2016, section 6.1; Leshno et al. 1993.

# %% [markdown]
# ## Eight activations and their slopes
# The activation acts on each unit's sum $z$, one number at a time: $a = f(z)$. What the backward pass multiplies by is its slope, $f'(z)$:
# $s(1 - s)$ for a sigmoid of value $s$ and $1 - \tanh^2 z$ for tanh, as in lesson 03.
#
# **Predict.** Before you look: which of sigmoid, tanh and ReLU has the largest slope at $z = 0.5$? At $z = 4$? Which slopes ever exceed 1?

# %%
grid = np.arange(-4, 4.001, 0.02)


def pair(name, z=grid, **options):
    f, slope = getattr(activations, name), activations.derivative(name)
    return np.array(f(z, **options)), np.array(slope(z, **options))


gallery = {"step": (neurons.heaviside(grid), 0 * grid), "identity": (grid, np.ones_like(grid)), "sigmoid": pair("sigmoid"), "tanh": pair("tanh"),
           "ReLU": pair("relu"), "Leaky ReLU": pair("leaky_relu", negative_slope=0.1), "Swish": pair("swish"), "GELU": pair("gelu")}
plots.activation_panels(grid, gallery, title="Only the step is all or nothing")

# %% [markdown]
# *Leaky ReLU* keeps a small slope on the left. *Swish*, $z\,\sigma(z)$, and *GELU*, $z\,\Phi(z)$, multiply $z$ by a gate between 0
# and 1: the sigmoid of $z$, or the share of a normal distribution below $z$. Both dip below 0.

# %%
slope = {name: slopes for name, (_, slopes) in gallery.items()}
at = {value: np.argmin(np.abs(grid - value)) for value in (0.5, 4.0)}
three = ("sigmoid", "tanh", "ReLU")
claim("At 0.5 and at 4 ReLU has the largest slope of the three", [max(three, key=lambda name: slope[name][i]) == "ReLU" for i in at.values()])
claim("The sigmoid's slope is never above 1/4", slope["sigmoid"].max(), 0.25, within=1e-9)
claim("Swish and GELU have slopes above 1", [slope["Swish"].max(), slope["GELU"].max()], between=(1.05, 1.2))
claim("Swish falls to -0.278", gallery["Swish"][0].min(), -0.278, within=0.001)
claim("GELU falls to -0.17", gallery["GELU"][0].min(), -0.17, within=0.001)

# %% [markdown]
# ### The same neuron under three activations
# One neuron, $w = (0.5, 1.5)$, $b = 1$, five inputs.
# **Predict.** The first input is $(2, -1)$, so $z = 0.5$. For which inputs do the three answers lie far apart: for small $|z|$ or for large?

# %% tags=["nbval-check-output"]
inputs = np.array([[2.0, -1.0], [-2.0, -1.0], [0.0, 0.0], [4.0, 2.0], [-8.0, 0.0]])
print("    z   " + "".join(f"{name:>9s}" for name in ("relu", "sigmoid", "tanh")))
for row in inputs:
    sums = neurons.Neuron([0.5, 1.5], 1.0, "linear")(row).item()
    answers = [neurons.Neuron([0.5, 1.5], 1.0, name)(row).item() for name in ("relu", "sigmoid", "tanh")]
    print(f"{sums:5.1f}   " + "".join(f"{answer:9.3f}" for answer in answers))

# %% [markdown]
# For the large ones: at $z = 0.5$ all three say about a half; at $6$ and $-3$ they are far apart.

# %% [markdown]
# ### Believe it or not: fire or not
# You may read that an activation decides whether a neuron fires or not. Decide before you run, then count: how many different answers
# does each of the eight give on the grid of the gallery?

# %%
different = {name: len(np.unique(values.round(6))) for name, (values, _) in gallery.items()}
print(different)
claim("The step gives two different answers", different["step"], 2)
claim("Each of the other seven gives more than a hundred", [count for name, count in different.items() if name != "step"], above=100)
claim("The identity is an activation that never bends", np.abs(np.diff(gallery["identity"][0], 2)).max(), below=1e-12)

# %% [markdown] errata=["E022"]
# True of the step only, and of the perceptron of lesson 02. The others grade: they hand on *how much*. ReLU comes nearest,
# since it is silent for every negative sum, but above 0 it grades too. Nor is every activation non-linear: the identity is
# a common choice for the last layer. Goodfellow et al. 2016, section 6.3.

# %% [markdown] questions=["s1-d4"]
# ### In an interview: what is the activation function of a neuron?
# The function applied to the neuron's weighted sum plus bias; its value is the neuron's output. With the same weights z = 6 came out as 6
# under ReLU and as nearly 1 under sigmoid and tanh; z = -3 as 0, as 0.05 and as nearly -1.
# [Shown above](#The-same-neuron-under-three-activations). Goodfellow et al. 2016, section 6.3.

# %% [markdown] questions=["s1-q32"]
# ### In an interview: what is an activation function?
# A function applied to each unit's pre-activation, the weighted sum plus bias. In hidden layers it has to be non-linear, or the layers
# collapse into one. Its slope is what the backward pass multiplies by, so it also decides how well gradients travel. Common ones are ReLU,
# leaky ReLU, GELU and Swish in hidden layers; identity, sigmoid and softmax at the output.
# [Shown above](#Eight-activations-and-their-slopes). Goodfellow et al. 2016, sections 6.2.2 and 6.3.

# %% [markdown]
# Start with the simplest of them, forwards and backwards.

# %% exercise="relu_and_gradient"

# %% [markdown]
# ## What happens at the kink
# At 0 ReLU's graph has a corner, a *kink*: to the left its slope is 0, to the right 1. At the corner itself there is no derivative. A
# program must return something; as the exercise said, TensorFlow returns 0.
#
# **Predict.** What does it return at the kink of $|z|$, and at the two of hard tanh ($z$ cut off at -1 and 1)? And for
# `maximum(z, 0)`, which is ReLU written differently?

# %%
def returned_slope(f, z):
    z = tf.Variable(float(z))
    with tf.GradientTape() as tape:
        value = f(z)
    return float(tape.gradient(value, z))


kinks = {"relu at 0": (tf.nn.relu, 0), "abs at 0": (tf.abs, 0), "hard tanh at -1": (keras.activations.hard_tanh, -1),
         "hard tanh at 1": (keras.activations.hard_tanh, 1), "maximum(z, 0) at 0": (lambda z: tf.maximum(z, 0.0), 0),
         "relu(z) - relu(-z) at 0": (lambda z: tf.nn.relu(z) - tf.nn.relu(-z), 0)}
at_kink = {name: returned_slope(*point) for name, point in kinks.items()}
claim("At their kinks relu and abs get the slope 0", [at_kink["relu at 0"], at_kink["abs at 0"]], 0)
claim("Hard tanh gets 1 at both of its kinks", [at_kink["hard tanh at -1"], at_kink["hard tanh at 1"]], 1)
claim("The same ReLU, written maximum(z, 0), gets 1", at_kink["maximum(z, 0) at 0"], 1)
claim("relu(z) - relu(-z), which is z itself, gets 0", at_kink["relu(z) - relu(-z) at 0"], 0)

# %% [markdown]
# Two surprises. The answer at a kink depends on how the function is written. And relu(z) - relu(-z) is nothing but $z$, whose slope is 1
# everywhere; yet at 0 the program adds two zeros and gets 0 (Bolte and Pauwels 2020 study such cases). Does it matter? Count how often a new
# network meets its kink exactly.

# %%
images, labels = data.digits()
keras.utils.set_random_seed(0)
hidden = keras.layers.Dense(64)(images.reshape(-1, 64)).numpy()
claim("64 units have 115,008 pre-activations on the digits", hidden.size, 115_008)
claim("Not one of them is exactly 0", np.sum(hidden == 0), 0)

# %% [markdown]
# Here the convention is never needed. Elsewhere it is: a unit with bias 0 whose inputs are all 0 sits on its kink, and numbers with few
# digits hit 0 more often. In such runs, with plain gradient descent, slope 0 did best (Bertoin, Bolte, Gerchinovitz, Pauwels 2021).

# %% [markdown]
# ### Believe it or not: discontinuous?
# You may read that ReLU and hard tanh are discontinuous, and that activations must be differentiable. Decide before you run. A function
# *jumps* at a point if its values on both sides stay apart, however close you go. Compare values and slopes just left and right.

# %%
def jumps(f, at, step=1e-6):
    left, middle, right = (float(f(np.float64(at + k * step))) for k in (-1, 0, 1))
    return abs(right - left), abs((right - middle) - (middle - left)) / step


cases = {"ReLU": (activations.relu, 0), "hard tanh, -1": (activations.hard_tanh, -1), "hard tanh, 1": (activations.hard_tanh, 1)}
gaps = {name: jumps(*case) for name, case in cases.items()}
claim("Across their kinks the values differ by no more than the distance walked, 2e-6", [value for value, _ in gaps.values()], below=2.1e-6)
claim("The slope changes by 1", [change for _, change in gaps.values()], 1, within=1e-3)
claim("The step's value does jump by 1", jumps(neurons.heaviside, 0)[0], 1)

# %% [markdown] errata=["E027"]
# Both statements are wrong. ReLU and hard tanh are continuous: the value does not jump, the *slope* does. And a derivative is not needed
# everywhere: training works if it exists almost everywhere, and libraries return a value from one side (or between) at the few points that
# are left. What training by gradients can't use is a slope of 0 everywhere, as the step has. Goodfellow et al. 2016, section 6.3.

# %% [markdown] questions=["s4-q15"]
# ### In an interview: what are activations for, and must they be differentiable?
# They make a network non-linear; without them five layers drew one straight line ([above](#Five-layers-in-one-matrix)). They stand after
# each hidden layer, and after the last one where the task wants a certain range. They need a useful slope almost everywhere, not
# everywhere: ReLU is continuous with a kink at 0, where TensorFlow's relu returns 0
# ([shown above](#What-happens-at-the-kink)). Goodfellow et al. 2016, sections 6.1 and 6.3.

# %% [markdown]
# ## Sigmoid, tanh and ReLU
# Sigmoid and tanh look related. **Predict.** Tanh runs from -1 to 1, sigmoid from 0 to 1. How would you stretch and shift a sigmoid to
# get tanh? At 0 the slope of tanh is 1, that of the sigmoid 1/4: by which factor must $z$ be squeezed?

# %%
z = np.linspace(-20, 20, 4001)
claim("tanh(z) and 2 sigmoid(2z) - 1 differ by rounding only", np.abs(np.tanh(z) - (2 * np.array(activations.sigmoid(2 * z)) - 1)).max(), below=1e-14)

# %% [markdown]
# $\tanh(z) = 2\,\sigma(2z) - 1$: stretched by 2, shifted by 1, squeezed by 2 (slope $2 \cdot 2 \cdot \frac14 = 1$).
# They are one curve at two scales. Yet computing it is not harmless: $\sigma(z) = 1/(1 + e^{-z})$, typed as it stands, calculates
# $e^{1000}$ for $z = -1000$, and no float can hold that. The next exercise removes the danger.

# %% exercise="sigmoid_stable"

# %% [markdown]
# How do the three compare away from 0? **Predict.** At $z = 5$, how large is each slope: 1, about a half, or below 0.01? And if sums are drawn
# from a normal distribution (mean 0, spread 1), what is the mean of each one's outputs?

# %%
slopes = {name: float(activations.derivative(name)(np.float64(5.0))) for name in ("sigmoid", "tanh", "relu")}
claim("At z = 5 the slopes of sigmoid and tanh are below 0.01", [slopes["sigmoid"], slopes["tanh"]], below=0.01)
claim("ReLU's is still 1", slopes["relu"], 1)
noise = np.random.default_rng(2).normal(size=100_000)
means = {name: float(np.mean(getattr(activations, name)(noise))) for name in ("sigmoid", "tanh", "relu")}
claim("For such sums the sigmoid's outputs have the mean 0.5", means["sigmoid"], 0.5, within=0.01)
claim("Tanh's have the mean 0", means["tanh"], 0, within=0.01)
claim("ReLU's have the mean 0.4", means["relu"], 0.4, within=0.01)

# %% [markdown]
# Far from 0 sigmoid and tanh are flat: they *saturate*, and a saturated unit hands almost no gradient back. ReLU saturates on its left only. Outputs
# whose mean is 0, as tanh's here, are called *centred*; the sigmoid and ReLU hand on positive numbers only, or 0.

# %% [markdown] questions=["s1-q34"]
# ### In an interview: what is the difference between sigmoid, tanh and ReLU?
# Sigmoid runs from 0 to 1 and its slope is at most 1/4; tanh runs from -1 to 1, is centred on 0, has slopes up to 1, and is a rescaled
# sigmoid, 2σ(2z) - 1. Both saturate: for large |z| they are flat. ReLU is max(0, z): slope exactly 1 for z > 0, exactly 0 below, no
# upper bound, cheap to compute ([shown above](#Sigmoid,-tanh-and-ReLU)). Goodfellow et al. 2016, sections 6.3.1 and 6.3.2.

# %% [markdown]
# ## Saturation through ten layers
# In the backward pass a gradient is multiplied by one slope per layer (and by weights, to which we come). Do it in your head for ten layers.
#
# **Predict.** All ten pre-activations are 0, where the sigmoid is steepest: how small is $0.25^{10}$? What is the product for tanh? For
# ReLU with ten positive sums? And for tanh if every sum is 3?

# %% tags=["nbval-check-output"]
for name, value in (("sigmoid", 0.0), ("tanh", 0.0), ("relu", 1.0), ("tanh", 3.0)):
    slope = float(activations.derivative(name)(np.float64(value)))
    print(f"{name:8s} z = {value:g}   slope {slope:.4f}   ten layers {slope**10:.1e}")

# %% [markdown]
# About a millionth for the sigmoid at its best; tanh loses nothing at 0 and nearly everything at 3.

# %% [markdown]
# ### One random path *(optional)*
# Real sums vary. A *path* leads through one unit of each layer, so it meets ten sums, and its product is that of ten slopes. Draw a million paths,
# each sum from the same normal distribution.
#
# **Predict.** Whose average product is the largest: sigmoid's, tanh's or ReLU's?

# %%
sums = np.random.default_rng(0).normal(size=(1_000_000, 10))
products = {name: path_products(sums, activations.derivative(name)) for name in ("sigmoid", "tanh", "relu")}
print({name: f"{product.mean():.1e}" for name, product in products.items()})
claim("No sigmoid path keeps more than a millionth", products["sigmoid"].max(), below=1e-6)
claim("On average tanh keeps more than three times as much as ReLU", products["tanh"].mean() / products["relu"].mean(), above=3)
claim("More than 99.8 % of the ReLU paths are shut", np.mean(products["relu"] == 0), above=0.998)
claim("An open one keeps everything", products["relu"].max(), 1)

# %% [markdown]
# ReLU's product is 1 or 0, and 1 takes ten positive sums in a row. What saves it: a network has very many paths, and *weights* multiply too.

# %% [markdown]
# ### Whole networks
# Slopes are half of the story: the backward pass multiplies by weights too. Measure untrained networks of ten hidden layers on digits. Glorot and He gave
# recipes for the size of random weights (lesson 08). Five networks: sigmoid and tanh with Glorot's weights, ReLU with He's, ReLU with weights that are too
# small, sigmoid with Glorot's times 4, to make up for its slope of 1/4.
#
# **Predict.** Which has the smallest gradients? Do larger weights cure the sigmoid?

# %%
small = keras.initializers.RandomNormal(stddev=0.01)
four_times = keras.initializers.VarianceScaling(16, "fan_avg", "uniform")  # 16 times Glorot's variance
networks = {"sigmoid, Glorot's weights": ("sigmoid", "glorot_uniform"), "tanh, Glorot's weights": ("tanh", "glorot_uniform"),
            "ReLU, He's weights": ("relu", "he_uniform"), "ReLU, weights too small (0.01)": ("relu", small),
            "sigmoid, Glorot's times 4": ("sigmoid", four_times)}
norms = {name: gradient_by_layer(*network) for name, network in networks.items()}
plots.gradient_flow(norms, title="Tanh and ReLU keep the gradient, if the weights have the right size")

# %% [markdown]
# The *norm* of a gradient is its length, $\sqrt{g_1^2 + g_2^2 + \dots}$ over all weights of the layer. Three seeds form each band.

# %%
sigmoid, tanh, relu, relu_small, sigmoid_large = norms.values()
claim("Sigmoid: the first layer gets less than a ten-thousandth of the last hidden layer's gradient", sigmoid[:, 0] / sigmoid[:, -2], below=1e-4)
claim("Tanh with Glorot's weights keeps its size", tanh[:, 0] / tanh[:, -2], between=(0.3, 3))
claim("ReLU with He's weights keeps it too", relu[:, 0] / relu[:, -2], between=(0.3, 3))
claim("ReLU with weights that are too small: in every layer less than a hundredth of the sigmoid's smallest", relu_small / sigmoid.min(), below=0.01)
claim("Larger weights help the sigmoid: its first gradient is more than a hundred times as large", sigmoid_large[:, 0] / sigmoid[:, 0], above=100)
claim("yet it is still less than a thirtieth of the last hidden layer's", sigmoid_large[:, 0] / sigmoid_large[:, -2], below=1 / 30)

# %% [markdown]
# Why is the lowest line flat? A weight's gradient is what comes in from the front times what comes back from behind. Tiny weights shrink both: a
# layer near the input gets a strong signal and a faint gradient, one near the output the reverse. And larger weights don't cure
# the sigmoid: they push its sums away from 0, into saturation.

# %% [markdown] questions=["s3-q4-f2"]
# ### In an interview: what does the choice of activation change in the backward pass?
# Each layer multiplies the incoming gradient by f'(z): at most 1/4 for the sigmoid, so 0.25¹⁰ ≈ 10⁻⁶ over ten layers; 1 or 0 for
# ReLU. The weights multiply too: with Glorot's weights tanh kept its gradient through ten layers; with tiny weights ReLU had next to none in any
# layer ([shown above](#Whole-networks)). At kinks a library returns one fixed value. Goodfellow et al. 2016, section 6.3; Glorot, Bengio 2010.

# %% [markdown]
# ### What a call costs *(optional)*
# ReLU is said to be cheap. Time it on this computer, on a million numbers. (Times vary from run to run; no statement of this lesson stands
# on them.)

# %%
million = tf.random.normal((1000, 1000), seed=0)
for name in ("relu", "sigmoid", "tanh", "silu", "gelu"):
    f = getattr(keras.activations, name)
    f(million)
    print(f"{name:8s} about {1000 * min(repeat(partial(f, million), number=5, repeat=5)) / 5:.1f} ms")

# %% [markdown] questions=["s1-q35"]
# ### In an interview: why do deep networks use ReLU rather than sigmoid or tanh?
# It does not saturate for positive sums: the slope is 1, where the sigmoid has at most 1/4. It is one comparison, and
# many outputs are exactly 0 (*sparse*). In our ten-layer network ReLU kept its gradient and the sigmoid lost it; tanh with well-sized weights
# kept it too, and with tiny weights ReLU had next to none ([shown above](#Whole-networks)). The price is dead units.
# Glorot, Bordes, Bengio 2011; Goodfellow et al. 2016, section 6.3.

# %% [markdown]
# ## Swish: between a line and a ReLU
# Swish has a number that can be set or learned: $f(z) = z\,\sigma(\beta z)$. **Predict.** What does it become for very small $\beta$, where the
# gate hardly moves from $\frac12$? And for very large $\beta$?

# %%
z = np.linspace(-5, 5, 1001)
curves = {f"Swish, β = {beta:g}": np.array(activations.swish(z, beta)) for beta in (0.1, 1, 10)}
claim("At β = 0.1 Swish is nearer to z/2 than to ReLU", np.abs(curves["Swish, β = 0.1"] - z / 2).mean() < np.abs(curves["Swish, β = 0.1"] - np.maximum(z, 0)).mean())
distance = [np.abs(curve - np.maximum(z, 0)).max() for curve in curves.values()]
claim("The larger β, the nearer it is to ReLU", np.diff(distance), below=0)
claim("At β = 10 it is never further than 0.03 from ReLU", distance[-1], below=0.03)
plots.input_output_curves(z, {"ReLU": np.maximum(z, 0), **curves, "the line z/2": z / 2}, xlabel="pre-activation z",
                          title="β bends Swish from nearly a line to nearly a ReLU")

# %% [markdown]
# For $\beta = 10$ the picture shows no gap to ReLU; for $\beta = 0$ it is exactly the line $z/2$. For every $\beta$ above 0 it has a lowest point left of 0, so it is not *monotonic*: it falls before
# it rises.

# %% exercise="swish_and_gradient"

# %% [markdown]
# A good place for a break. Next you will watch units die. If you closed the notebook meanwhile, put the cursor here and choose Run, then
# *Run All Above Selected Cell*.

# %% [markdown]
# ## One dead unit
# A ReLU unit sees $x = 1, 2, 3$ and should answer $y = 2, 4, 6$. Somehow it has ended at $w = -1$, $b = -1$: its sums are $-2, -3, -4$, its
# outputs 0, 0, 0.
#
# **Predict.** The mean squared error is large. By how much does a step of gradient descent (learning rate 0.05) change $w$? And if the unit has
# slope 0.1 on the left?

# %%
x, y = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])


def restarted(slope, steps=60, lr=0.05):
    """Gradient descent on the mean squared error from w = b = -1: the errors on the way, and w at the end."""
    w, b, errors = -1.0, -1.0, []
    for _ in range(steps + 1):
        z = w * x + b
        a = np.where(z > 0, z, slope * z)
        errors.append(np.mean((a - y) ** 2))
        dz = 2 * (a - y) / len(x) * np.where(z > 0, 1.0, slope)
        w, b = w - lr * (dz @ x), b - lr * dz.sum()
    return np.array(errors), w


runs = {f"slope {slope:g} on the left": restarted(slope) for slope in (0, 0.1)}
plots.learning_curves(np.arange(61), {name: errors[None] for name, (errors, _) in runs.items()}, xlabel="step of gradient descent", yticks=(0.01, 0.1, 1, 10),
                      ylabel="mean squared error", title="The same data: slope 0 stays dead, slope 0.1 comes back")

# %% [markdown]
# A dead unit has slope 0 for *every* example it sees, so its gradient is 0 and it stays where it is. With the leak it answers $-0.2, -0.3, -0.4$ (so the
# error starts a little higher), and a tenth of the gradient comes through: by hand
# $0.05 \cdot \frac23 \cdot 0.1\,(2.2 \cdot 1 + 4.3 \cdot 2 + 6.4 \cdot 3) = 0.1$ in the first step. Later the unit crosses 0 and learns as usual.

# %%
(dead, w_dead), (back, w_back) = runs.values()
claim("With slope 0 the weight has not moved: w = -1", w_dead, -1)
claim("Its error is what it was at the start", dead[-1], dead[0])
claim("With slope 0.1 the first step takes w from -1 to -0.9", restarted(0.1, steps=0)[1], -0.9, within=1e-12)
claim("The error ends below 0.01", back[-1], below=0.01)
claim("and w near 2", w_back, 2, within=0.1)

# %% exercise="leaky_relu"

# %% [markdown] questions=["s1-q38"]
# ### In an interview: what does Leaky ReLU do better than ReLU?
# It has a small slope, such as 0.1, where ReLU has 0, so a unit whose sums are all negative still gets a gradient and can come back. From the
# same dead start on the same data, slope 0 never moved and slope 0.1 learned the task ([shown above](#One-dead-unit)). It is a way
# back, not a promise of higher accuracy: in the paper that introduced it, it did about as well as ReLU. Maas, Hannun, Ng 2013.

# %% [markdown]
# ## Units that die while they train
# How does a unit get there? By a step that is too large. We train a network on digits (two hidden layers of 64 ReLU units, plain gradient
# descent, five seeds), with learning rate 0.1 and with rate 1, and count every 125 steps which units are silent for *all* training images.
#
# **Predict.** What share of the 128 units will be dead after 2,500 steps at rate 1?

# %%
dying, healthy = watch_units_die(rate=1.0), watch_units_die(rate=0.1)
share = {"learning rate 1": dying["silent"].mean(axis=2), "learning rate 0.1": healthy["silent"].mean(axis=2)}
plots.learning_curves(dying["step"], share, xlabel="steps", ylabel="share of dead units", title="At learning rate 1 most units die, at 0.1 few do")

# %% [markdown]
# The band runs from the best seed to the worst. In the second hidden layer a dead unit may wake up when the first layer changes; in the
# first one, whose inputs are the images themselves, training on these images can't wake it.

# %%
claim("At rate 1 more than half of the first layer's units end dead, at every seed", dying["silent"][:, -1, 0], above=0.5)
claim("and of all 128 units too", share["learning rate 1"][:, -1], above=0.5)
claim("At rate 0.1 less than a fifth of all units", share["learning rate 0.1"][:, -1], below=0.2)
claim("At rate 0.1 the loss ends below 0.1", healthy["loss"], below=0.1)
claim("At rate 1 it ends more than ten times as high, seed by seed", dying["loss"] / healthy["loss"], above=10)

# %% [markdown]
# Write the count for any Keras model. With it you can look at your own networks.

# %% exercise="dead_fraction"

# %% [markdown]
# The package's `dead_units.dead_fraction` does the same. It looks at a Keras model from outside; the count above worked from the weights. Do they
# agree on the network of seed 0?

# %%
model = models.dense_network([64, 64, 64, 10])
model.set_weights(dying["weights"][0])
(x_train, _), _ = split_digits(seed=0)
claim("Both ways find the same share of dead units", dead_units.dead_fraction(model, x_train), dying["silent"][0, -1].mean(), within=1e-6)

# %% [markdown]
# ### The cure
# Take the networks that died at rate 1 and go on from exactly these weights, with a sensible optimizer (Adam, lesson 07), 400
# steps on the same images: once with ReLU, once with leaky ReLU (slope 0.1), once with *PReLU*, whose slope starts at 0.1 and is learned.
#
# **Predict.** How many of the first layer's dead units will have changed a weight, with ReLU?

# %%
revived = {name: revive(dying["weights"], name) for name in ("ReLU", "Leaky ReLU", "PReLU")}
bars = {when: {name: run[key] for name, run in revived.items()} for when, key in (("before", "before"), ("400 steps later", "after"))}
plots.bars_with_spread(bars, xlabel="accuracy on new digits", title="From the same dead weights: a leak brings the network back")

# %% [markdown]
# Dots are seeds. ("Before" differs a little from bar to bar: a leak changes the answers even without training.)

# %%
claim("With ReLU none of the first layer's dead units changed a single weight", revived["ReLU"]["moved"], 0)
claim("With Leaky ReLU and PReLU all of them did", [*revived["Leaky ReLU"]["moved"], *revived["PReLU"]["moved"]], 1)
claim("Leaky ReLU and PReLU end above 0.75 at every seed", [*revived["Leaky ReLU"]["after"], *revived["PReLU"]["after"]], above=0.75)
gained = np.mean(revived["Leaky ReLU"]["after"] - revived["ReLU"]["after"])
claim("On average over the seeds the leak is worth more than 0.2 of accuracy here", gained, above=0.2)

# %% [markdown]
# Is a leak a licence for large steps, then? **Predict.** Train with Leaky ReLU at rate 1 *from the start*. Better than the dying ReLU?

# %%
leaky = watch_units_die(rate=1.0, activation="Leaky ReLU")
broken = np.sum(~np.isfinite(leaky["loss"]))
print("loss at the end, rate 1   ReLU:", dying["loss"].round(2), "  Leaky ReLU:", leaky["loss"].round(2))
claim("At least one of five leaky networks at rate 1 ends in NaN", broken, above=0)
claim("None of the five ReLU networks did, but none learned either: all losses stay above 1", dying["loss"], above=1)

# %% [markdown]
# A gamble. No unit drops out, so each step can make the next one larger: the weights grow until they overflow, and *NaN* (not a number) spreads to
# all of them. A run that gets past this may learn well. At this rate ReLU networks die and leaky ones can explode: the leak repairs
# what has died; the disease is the step. (Good initial weights and normalization help too: lessons 08 and 10.)

# %% [markdown] questions=["s1-q36"]
# ### In an interview: what is wrong with ReLU, and what helps?
# Units can die: a step, often one too large, makes all of a unit's sums negative; its gradient is then 0 and it stays silent. At
# learning rate 1 more than half of our first layer died ([shown above](#Units-that-die-while-they-train)). Smaller rates
# help; leaky ReLU and PReLU let dead units return ([the cure](#The-cure)), but don't make the large rate safe. ReLU's outputs are
# also not centred on 0. Maas et al. 2013; He et al. 2015.

# %% [markdown]
# ## Does the choice matter?
# Six activations, the same digits, the same 300 steps of Adam. Each may choose the better of two learning rates, so that none is judged by another's
# best rate. The choice is made on a *validation part*, kept aside for it; test accuracy is measured once, at the end.
#
# **Predict.** Five seeds, two hidden layers: which one wins, and is its lead larger than what another seed does? And with eight layers?

# %%
shallow = compare_activations(hidden_layers=2, seeds=range(5))
deep = compare_activations(hidden_layers=8, seeds=range(5))
bars = {"2 hidden layers": shallow, "8 hidden layers": deep}
plots.bars_with_spread({depth: {name: run["test"] for name, run in runs.items()} for depth, runs in bars.items()},
                       xlabel="accuracy on new digits", title="Two layers: all are close. Eight layers: sigmoids have not learned yet")

# %% [markdown]
# Each dot is a seed. Now the same as numbers: how far apart are the means, and how far do the seeds of one activation spread?

# %%
others = [name for name in shallow if name != "sigmoid"]
means = [shallow[name]["test"].mean() for name in others]
spread = max(np.ptp(run["test"]) for run in shallow.values())
print("chosen rates with two layers:", {name: run["rate"] for name, run in shallow.items()})
print(f"two layers: the five means lie within {np.ptp(means):.3f}, seeds of one activation spread by up to {spread:.3f}")
claim("Two layers: the means of tanh, ReLU, Leaky ReLU, Swish and GELU lie within 0.015", np.ptp(means), below=0.015)
claim("This is less than the seeds of a single activation spread", spread - np.ptp(means), above=0)
claim("Two layers: even the sigmoid's mean is less than 0.05 below theirs", max(means) - shallow["sigmoid"]["test"].mean(), below=0.05)
claim("Eight layers: the sigmoid stays below 0.5 in these 300 steps", deep["sigmoid"]["test"], below=0.5)
claim("Eight layers: the other five exceed 0.75 at every seed", [deep[name]["test"].min() for name in others], above=0.75)

# %% [markdown]
# So there is no winner among five: the differences are smaller than the luck of a seed. Depth makes the choice matter. Look at the losses
# during training, with two layers. Mind the rates that are printed above: where one line falls faster than another, it may be for its larger rate.

# %%
steps = np.arange(0, 301, 30)
losses = {name: run["loss"] for name, run in shallow.items()}
claim("After 60 steps the sigmoid's loss is the highest of the six, at every seed", [losses["sigmoid"][:, 2] > losses[name][:, 2] for name in others])
claim("In the end all losses are below 0.3", [loss[:, -1].max() for loss in losses.values()], below=0.3)
plots.learning_curves(steps, losses, xlabel="steps", ylabel="training loss", yticks=(0.02, 0.1, 0.5, 2.5), title="The sigmoid starts last; then all go down")

# %% [markdown]
# ### What the first layer feels
# Why is the sigmoid late? Look where it is latest: measure the gradient that reaches the first layer while networks with *eight* hidden layers train.
#
# **Predict.** How many times smaller is it with the sigmoid than with ReLU: ten, a thousand, or more?

# %%
felt = {name: first_layer_gradient(name) for name in ("sigmoid", "tanh", "relu")}
claim("In the first 60 steps ReLU's first layer feels more than a thousand times the sigmoid's gradient", felt["relu"][:, :3] / felt["sigmoid"][:, :3], above=1000)
claim("Tanh's too", felt["tanh"][:, :3] / felt["sigmoid"][:, :3], above=1000)
ends = ", ".join(f"{name} {norms[:, 0].mean():.0e} at step 0, {norms[:, -1].mean():.0e} at step 300" for name, norms in felt.items())
plots.learning_curves(steps, felt, xlabel="steps", ylabel="norm of the first layer's gradient", yticks=(1e-4, 1e-2, 1),
                      title="With sigmoids the first layer feels next to nothing at first", alt=f"The first layer's gradient over the steps: {ends}.")

# %% [markdown]
# A slow start, not an end: look at the right side of the sigmoid's curve. Plain gradient descent would move this layer a thousand times
# more slowly. Adam, used here, evens out such factors (lesson 07), and still the eight sigmoid layers had not learned after 300 steps.

# %% [markdown] questions=["s1-q31"]
# ### In an interview: how does the choice of activation change training: gradients and dead units?
# Saturating ones shrink gradients: with eight sigmoid layers the first layer felt less than a thousandth of ReLU's gradient at the start
# ([shown above](#What-the-first-layer-feels)), and the network learned late. ReLU keeps gradients but can lose units: at learning
# rate 1 more than half of the first layer died, at 0.1 few did ([above](#Units-that-die-while-they-train)).
# Leaky variants keep a gradient there. Initial weights and rate matter as much. Glorot, Bengio 2010; Maas et al. 2013.

# %% [markdown] questions=["s1-q26"]
# ### In an interview: what effect do activations have on how well an MLP does?
# Less than often said in shallow networks: on digits with two hidden layers, the mean accuracies of five activations lay within 0.015, less than the
# seeds of one differ. With eight layers sigmoids had not learned after 300 steps, the other five had
# ([shown above](#Does-the-choice-matter?)). So start with ReLU or a relative; tune rate and initial weights.
# The output activation is dictated by the task. Goodfellow et al. 2016, sections 6.2.2 and 6.3.

# %% [markdown]
# ### Believe it or not: more complex patterns
# You may read that Swish captures more complex patterns than ReLU. Decide before you run: by how much should it win on digits, over five
# seeds, run against run? (There are 449 test pictures; one more or less is 0.002.)

# %%
lead = shallow["Swish"]["test"] - shallow["ReLU"]["test"]
print("Swish minus ReLU, seed by seed, in test pictures of 449:", (449 * lead).round().astype(int).tolist())
claim("At no seed do the two differ by more than ten pictures", 449 * np.abs(lead), below=10.5)
claim("On average the two differ by less than 0.02", abs(lead.mean()), below=0.02)
claim("This is less than the seeds of one activation spread", spread - abs(lead.mean()), above=0)
claim("With eight layers Swish has no lead of 0.02 either", np.mean(deep["Swish"]["test"] - deep["ReLU"]["test"]), below=0.02)

# %% [markdown]
# A few pictures at most. Five seeds on one small data set can't show that two activations are equal, nor that one is a picture better.
# They show that a difference, if there is one, is too small to matter here.

# %% [markdown] errata=["E023"]
# Overstated. "Captures more complex patterns" is no defined property: networks with either activation can approximate every continuous function on a
# closed, bounded region. The gains reported for Swish were measured on large networks; they are small and depend on the task. With β = 1 the function is
# older than its name. Ramachandran, Zoph, Le 2017; Elfwing, Uchibe, Doya 2018; Hendrycks, Gimpel 2016.

# %% [markdown] questions=["s1-q40"]
# ### In an interview: how does Swish compare with ReLU?
# Swish is z·σ(βz); with β = 1 also called SiLU. It is smooth, unbounded above, dips (to -0.278 at β = 1), and lets some gradient through on the
# left. β = 0 gives z/2, large β nearly ReLU ([shown above](#Swish:-between-a-line-and-a-ReLU)). It costs more to compute. On digits over five
# seeds they differed by less than the seeds of one do ([here](#Does-the-choice-matter?)); reported gains come from large
# networks. Ramachandran, Zoph, Le 2017; Elfwing et al. 2018.

# %% [markdown]
# ## Softmax: from scores to probabilities
# Now the last layer. A classifier gives one score for each class, a *logit*. *Softmax* turns them into probabilities:
# $$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$
# By hand with $z = (2, 1, 0)$: the powers are about 7.39, 2.72 and 1, their sum 11.11. **Predict** the three probabilities. And what happens to
# them if you add 100 to every logit?

# %% tags=["nbval-check-output"]
logits = np.array([2.0, 1.0, 0.0])
powers = np.exp(logits)
print("powers", powers.round(2), "  sum", powers.sum().round(2), "  probabilities", (powers / powers.sum()).round(3))

# %% [markdown]
# Adding a constant changes nothing: $e^{z + c} = e^c e^z$, and $e^c$ cancels. Only differences of logits count. A *temperature* $T$ divides the
# logits first: $\operatorname{softmax}(z / T)$.

# %%
p = powers / powers.sum()
claim("Keras gives the same", np.abs(keras.ops.softmax(logits).numpy() - p).max(), below=1e-12)
claim("Adding 100 to every logit changes nothing but the last digits", np.abs(np.array(activations.softmax(logits + 100)) - p).max(), below=1e-12)
claim("Each logit step of 1 is a factor e in probability", p[:-1] / p[1:], np.e, within=1e-9)
tempered = {f"T = {T:g}": np.array(activations.softmax(logits / T)) for T in (0.25, 1, 4)}
claim("The lower the temperature, the larger the largest probability", np.diff([each.max() for each in tempered.values()]), below=0)
plots.probability_panels(tempered, names="ABC", note=["z = 2", "z = 1", "z = 0"], title="A low temperature picks, a high one levels")

# %% [markdown]
# Try it: move one logit, then "add to all", then the temperature. Which sliders never change the order of the classes?

# %%
widgets.softmax_temperature()

# %% [markdown]
# The temperature, since it is positive, and the common shift, which changes nothing at all. Temperature is used to sharpen or soften answers (Hinton,
# Vinyals, Dean 2015). In code beware: $e^{1000}$ is infinite, and infinity over infinity is not a number. Shift first.

# %% exercise="softmax_stable"

# %% [markdown]
# What about two classes? **Predict.** Softmax with the logits $(z, 0)$: which function of $z$ is the first probability? And if a picture may show
# a cat *and* a dog, with logits $(5, 5, -5)$ for cat, dog and horse: what do softmax and sigmoid say about the cat?

# %%
z = np.linspace(-8, 8, 101)
both = np.array(activations.softmax(np.stack([z, 0 * z], axis=1)))[:, 0]
claim("Softmax of (z, 0) is the sigmoid of z", np.abs(both - np.array(activations.sigmoid(z))).max(), below=1e-12)
pets = np.array([5.0, 5.0, -5.0])
claim("Softmax gives the cat half, since cat and dog compete", np.array(activations.softmax(pets))[0], 0.5, within=0.001)
claim("A sigmoid for each label gives it 0.99", np.array(activations.sigmoid(pets))[0], 0.99, within=0.005)

# %% [markdown] questions=["s1-q39"]
# ### In an interview: what is softmax for?
# It turns a vector of scores (logits) into positive numbers that sum to 1, read as probabilities of classes of which exactly one is true:
# p_i = e^{z_i} / Σ_j e^{z_j}. Only differences of logits count; dividing them by a temperature sharpens (T < 1) or flattens (T > 1)
# the answer ([shown above](#Softmax:-from-scores-to-probabilities)). Code subtracts the maximum first, against overflow. For two classes it is a
# sigmoid of the difference. Bridle 1990; Goodfellow et al. 2016, section 6.2.2.3.

# %% [markdown]
# ## Heads: what the output can't reach
# The activation of the last layer is called the *output head*. Targets: $y = 5 \sin 2x$. **Predict.** Four networks differ in their
# head only: linear, tanh, sigmoid, and tanh trained on $y/5$ whose answers are multiplied by 5. Which of them fail, and how will their curves
# look? (Lines are means of three seeds; the targets, in grey, lie under the linear head's line if it fits.)

# %%
x_wave, wave = sine_of_five()
heads = {"linear": regression_head(None), "tanh": regression_head("tanh"), "sigmoid": regression_head("sigmoid"), "tanh on y/5": regression_head("tanh", scale=5)}
mse = {name: ((outputs - wave) ** 2).mean(axis=1) for name, outputs in heads.items()}
plots.fitted_curves(x_wave, wave, x_wave[:, 0], heads, limits=(-6, 8), title="A tanh head is cut off at 1, unless the targets fit into its range")

# %% [markdown]
# The tanh head can't leave [-1, 1]. The best that any such head can do is computed without training: each answer as near to its
# target as the bound allows.

# %%
bound = {"tanh": lowest_mse(wave, -1, 1), "sigmoid": lowest_mse(wave, 0, 1)}
print("mean squared error:", {name: f"{value.mean():.2f}" for name, value in mse.items()})
print("lowest possible:   ", {name: f"{value:.2f}" for name, value in bound.items()})
claim("The linear head fits: mean squared error below 0.1", mse["linear"], below=0.1)
claim("The lowest possible error of answers within [-1, 1] is 5.6", bound["tanh"], 5.6, within=0.05)
claim("The tanh heads stay at least 1 above that, at every seed", mse["tanh"] - bound["tanh"], above=1)
claim("Within [0, 1] it is 7.9", bound["sigmoid"], 7.9, within=0.05)
claim("The sigmoid heads stay above that, at every seed", mse["sigmoid"], above=bound["sigmoid"])
claim("On targets within [-1, 1] the tanh head fits too", mse["tanh on y/5"], below=0.3)

# %% [markdown]
# It even stays far above its bound. Look at the outer waves: there the tanh head sits at -1 or 1 on the *wrong* side. It has saturated there, so hardly
# any gradient tells it to change: saturation harms at the output too.

# %%
wrong_side = (heads["tanh"] * wave < 0) & (np.abs(wave) > 1)
claim("At more than a tenth of the points |y| > 1 and the tanh head has the wrong sign", wrong_side.mean(axis=1), above=0.1)
slopes_there = (1 - heads["tanh"] ** 2)[wrong_side]
claim("Its slope at every such point is below 0.02", slopes_there, below=0.02)

# %% [markdown]
# ### Believe it or not: tanh for regression
# You may read that tanh is the activation for regression, because its output is continuous. You have just run the experiment: which part of the
# sentence was the mistake?

# %% [markdown] errata=["E025"]
# Continuous is not the point; reach is. Targets without bounds need a linear output, or answers stop at the head's bound however long
# you train: the claims above say 5.6 or more for tanh and below 0.1 for the linear head. A tanh output is right for targets
# in [-1, 1], such as rescaled ones; otherwise tanh belongs in hidden units, above all recurrent ones. Goodfellow et al. 2016, sections 6.2.2.1 and 6.3.2.

# %% [markdown] questions=["s1-q41"]
# ### In an interview: where does a network use a linear activation?
# At the output, where any number may be the answer: regression with unbounded targets, and logits, when the loss applies softmax or
# sigmoid itself (from_logits=True). On targets up to 5 a linear head fitted, tanh and sigmoid heads stopped at their bounds
# ([shown above](#Heads:-what-the-output-can't-reach)). Also inside, in layers that only change
# the number of units (projections, bottlenecks). Not in all hidden layers: they would collapse. Goodfellow et al. 2016, section 6.2.2.1; Sandler et al. 2018 (linear bottlenecks).

# %% [markdown]
# ## Three classes, four heads
# Digits 0, 1 and 2; one hidden layer. The loss is *cross-entropy*: minus the logarithm of the probability that was given to the true class. 0.9 costs
# $-\ln 0.9 = 0.11$; 0.01 costs 4.61 (more in lesson 05). So it expects probabilities. If it is given logits, say `from_logits=True`, and it
# applies the softmax itself. Here only the head differs.
#
# **Predict.** For softmax, sigmoid, tanh and ReLU: will each row of answers sum to 1? Will the network learn? Will anything warn you?

# %%
classes = {head: three_class_head(head) for head in ("softmax", "sigmoid", "tanh", "relu")}
for head, run in classes.items():
    sums = run["outputs"].sum(axis=-1)
    print(f"{head:8s} lowest answer {run['outputs'].min():5.2f}   rows sum to {sums.min():5.2f} up to {sums.max():4.2f}"
          f"   accuracy {run['accuracy'].mean():.2f}   loss {run['loss'].mean():.2f}")

# %% [markdown]
# Nothing warned you. Only softmax gives probabilities; the sigmoid's rows get the classes right, but are no distribution. Tanh and ReLU heads
# are far behind (guessing would give a third). ReLU's loss is not even a number: one row of zeros in a batch makes it 0/0, and NaN spreads to
# all weights.

# %%
sums = {head: run["outputs"].sum(axis=-1) for head, run in classes.items()}
claim("0.9 for the true class costs 0.11, and 0.01 costs 4.61", np.abs(-np.log([0.9, 0.01]) - [0.11, 4.61]), below=0.006)
claim("Softmax: every row sums to 1", np.abs(sums["softmax"] - 1).max(), below=1e-5)
claim("Sigmoid: the farthest row is more than 0.2 away from 1", np.abs(sums["sigmoid"] - 1).max(axis=1), above=0.2)
claim("Tanh: answers go below -0.5", classes["tanh"]["outputs"].min(axis=(1, 2)), below=-0.5)
claim("Softmax and sigmoid heads exceed 0.95", [*classes["softmax"]["accuracy"], *classes["sigmoid"]["accuracy"]], above=0.95)
claim("Tanh and ReLU heads stay below 0.6, averaged over the seeds", [classes["tanh"]["accuracy"].mean(), classes["relu"]["accuracy"].mean()], below=0.6)
claim("ReLU: the loss is NaN at every seed", np.isnan(classes["relu"]["loss"]))

# %% [markdown]
# ### Believe it or not: tanh for many classes
# You may read that the output activation is sigmoid for two classes and tanh for many. Three rows of tanh outputs, true classes 0, 1, 2. Row 1 is
# right (0.9 at its class), row 2 is wrong (its class has the lowest answer), row 3 has no negative number.
#
# **Predict.** Keras has two cross-entropies: for one-hot targets such as $(0, 1, 0)$ and for class numbers such as 1. Will they agree? Which row will
# be punished?

# %%
rows = np.array([[0.9, -0.4, -0.9], [-0.2, -0.5, 0.3], [0.1, 0.2, 0.6]], "float32")
targets, numbers = np.eye(3, dtype="float32"), np.arange(3)
with np.errstate(invalid="ignore"):
    by_hand = -np.sum(targets * np.log(rows), axis=1)
one_hot = keras.losses.categorical_crossentropy(targets, rows).numpy()
sparse = keras.losses.sparse_categorical_crossentropy(numbers, rows).numpy()
for name, losses in (("by hand", by_hand), ("one-hot targets", one_hot), ("class numbers", sparse)):
    print(f"{name:16s}" + "".join(f"{loss:10.2g}" for loss in losses))

# %% [markdown]
# By hand rows 1 and 2 are NaN: a negative number has no logarithm. Keras's one-hot form divides each row by its sum, then cuts off to (0, 1). Row 1 sums to $-0.4$, so its 0.9 becomes $0.9 / (-0.4) = -2.25$, cut off to $10^{-7}$: the loss is $-\ln 10^{-7} = 16$. In
# row 2, $-0.5 / (-0.4) = 1.25$ is cut off to 1: loss 0. The form for class numbers cuts off first, then divides. Neither says a word.

# %%
claim("By hand rows 1 and 2 are NaN", np.isnan(by_hand[:2]))
claim("One-hot targets: the right row 1 costs more than 16", one_hot[0], above=16)
claim("and the wrong row 2 nothing", one_hot[1], below=1e-6)
claim("Class numbers: the other way round, row 1 costs nothing", sparse[0], below=1e-6)
claim("and row 2 more than 14", sparse[1], above=14)
claim("On row 3, which is positive, the two agree", abs(one_hot[2] - sparse[2]), below=1e-6)

# %% [markdown] errata=["E024"]
# Wrong: for one of many classes the head is softmax, or a linear one whose logits go into a loss with `from_logits=True`. Tanh outputs are
# negative at times and don't sum to 1, so they are no probabilities, and a loss computed from them means nothing, however small it is. For two
# classes a sigmoid is right. Goodfellow et al. 2016, sections 6.2.2.2 and 6.2.2.3.

# %% [markdown] questions=["s3-q1-f1"]
# ### In an interview: which activation belongs on a classifier's output, and what do the others do there?
# Softmax for one of many classes, one sigmoid for two, a sigmoid per label if several may hold. On three classes only softmax gave
# rows of sum 1; sigmoid ranked well without being a distribution, tanh gave negative numbers and learned little, ReLU gave NaN
# ([shown above](#Three-classes,-four-heads)). None raised an error. Inside, activations bend and pass gradients; outside, they fix which answers
# are possible. Goodfellow et al. 2016, section 6.2.2.

# %% [markdown]
# ### Believe it or not: ReLU for pictures, sigmoid for classes
# You may read that ReLU is for computer vision, sigmoid and softmax are for classification, and that sigmoid is history. Decide before you
# run. A ReLU head can answer $(0, 0, 0)$ for a picture. What do Keras's two cross-entropies make of it?

# %%
zeros = np.zeros((1, 3), "float32")
claim("One-hot targets: a row of zeros gives NaN (0/0)", np.isnan(keras.losses.categorical_crossentropy(targets[:1], zeros).numpy()))
uniform = keras.losses.sparse_categorical_crossentropy(numbers[:1], zeros).numpy()
claim("Class numbers: it gives ln 3, as if the guess were uniform", uniform, np.log(3), within=1e-5)
claim("Inside, with two layers, sigmoid's loss after 60 steps was above ReLU's at every seed", shallow["sigmoid"]["loss"][:, 2], above=shallow["ReLU"]["loss"][:, 2])
cell = keras.layers.LSTM(5)
claim("The gates of Keras's LSTM are sigmoids", cell.recurrent_activation is keras.activations.sigmoid)

# %% [markdown] errata=["E021"]
# Misleading: it mixes two places. A classifier of pictures uses ReLU *inside* and softmax *outside*. Exchange them and both suffer: ReLU outside
# gives no probabilities, sigmoid inside starts late. Nor is sigmoid history: it is the head for two classes and for several labels, and the gate
# of LSTM and GRU (lesson 17). Goodfellow et al. 2016, sections 6.2.2 and 6.3.

# %% [markdown]
# What about counts, such as visitors a day? They are above 0 without an upper bound. *Softplus*, $\log(1 + e^z)$, has just this range; it is a
# ReLU with a rounded corner. Now choose for eight tasks.

# %% exercise="choose_output_activation"

# %% [markdown]
# ## A table from the code
# The ranges below are measured, on a grid from -100 to 100: "100" stands for *no bound*, and so does leaky ReLU's -10 (slope 0.1). New is
# *ELU*: $z$ for positive sums, $e^z - 1$ for negative ones. (Recurrent networks, gates and transformers: lessons 16, 17 and 20.) **Predict.** Which
# functions are bounded on both sides?

# %% tags=["nbval-check-output"]
uses = {"sigmoid": "two classes, several labels; gates", "tanh": "targets in [-1, 1]; hidden, recurrent", "hard_tanh": "cheap tanh",
        "relu": "hidden layers", "leaky_relu": "hidden layers; dead units can return", "elu": "hidden layers", "softplus": "counts, spreads: above 0",
        "swish": "hidden layers of large networks", "gelu": "hidden layers of transformers"}
ranges = {}
print("            value             slope")
for name, use in uses.items():
    f, slopes = pair(name, np.linspace(-100, 100, 20_001), **({"negative_slope": 0.1} if name == "leaky_relu" else {}))
    ranges[name] = f.min().round(3), f.max().round(3)
    print("{:11s}{:6g} to {:<6g}".format(name, *ranges[name]) + f"{slopes.min():7.2f} to {slopes.max():.2f}   {use}")

# %% [markdown]
# ### Believe it or not: a wanted range
# You may read that activations are there to bring outputs into a wanted range, applied to each neuron's output. Decide with the table: how
# many of the nine would do that?

# %%
unbounded = [name for name, (low, high) in ranges.items() if high >= 99]
claim("Six of the nine have no upper bound", len(unbounded), 6)

# %% [markdown] errata=["E028"]
# Imprecise. The reason is non-linearity, not range: most hidden activations in use have no upper bound, and squeezing by a linear factor would not
# keep layers apart. Nor is it applied to the neuron's output: it acts on the pre-activation, and its value *is* the output. A wanted range is
# the reason for some *output* heads only. Goodfellow et al. 2016, section 6.3.

# %% [markdown] questions=["s4-q16"]
# ### In an interview: which activations are there, with what ranges, and where is each used?
# Bounded: sigmoid (0 to 1: two classes, labels, gates) and tanh (-1 to 1: recurrent units, targets in that range). Without upper bound: ReLU (from 0), leaky
# ReLU (no bounds), ELU (from -1), GELU, Swish (slightly below 0) for hidden layers; softplus (above 0) for counts. Softmax for one
# of many classes, linear for regression: tanh stopped at 1 on targets up to 5. [Shown above](#A-table-from-the-code).
# Goodfellow et al. 2016, sections 6.2.2 and 6.3.

# %% [markdown]
# ### Is it Keras's? *(optional)*
# The package's `activations` are written from their equations, step by step. Keras uses ready-made functions. Give both the
# same random numbers. (SiLU is another name for Swish with $\beta = 1$.)

# %%
values = np.random.default_rng(1).normal(scale=4, size=(101, 7)).astype("float32")
partners = {"relu": "relu", "sigmoid": "sigmoid", "tanh": "tanh", "softmax": "softmax", "softplus": "softplus", "elu": "elu",
            "swish": "silu", "gelu": "gelu", "hard_tanh": "hard_tanh", "leaky_relu": "leaky_relu"}
gaps = [np.abs(np.array(getattr(activations, ours)(values)) - getattr(keras.activations, theirs)(values).numpy()).max()
        for ours, theirs in partners.items()]
claim("Ten activations of the package and of Keras agree, up to rounding in float32", gaps, below=1e-5)
leak = keras.initializers.RandomUniform(0, 0.5, seed=0)
ours, theirs = PReLU(alpha_initializer=leak.clone()), keras.layers.PReLU(alpha_initializer=leak.clone())
claim("PReLU as a layer agrees with Keras's, to rounding", np.abs(np.array(ours(values)) - np.array(theirs(values))).max(), below=1e-5)
claim("The layer Swish at β = 1 is Keras's silu, to rounding", np.abs(np.array(Swish()(values)) - keras.activations.silu(values).numpy()).max(), below=1e-5)

# %% [markdown]
# ### Believe it or not: the residual connection *(optional)*
# You may read that a residual connection is a layer with a linear activation. A *residual block* adds its input to what its layers compute:
# $y = F(x) + x$ (lesson 12). Decide before you run: set *all* weights of a block to zero. What does it return?

# %%
image = np.random.default_rng(3).normal(size=(2, 5, 5, 3)).astype("float32")


def zero_block(**options):
    block = ResidualBlock(3, normalize=False, **options)
    block.build(image.shape)
    block.set_weights([np.zeros_like(weight) for weight in block.get_weights()])
    return block(image).numpy()


claim("Without an activation after the addition it returns its input: the difference is 0", np.abs(zero_block(preactivation=True) - image).max(), 0)
claim("With a ReLU after the addition it returns relu(input): the difference is 0", np.abs(zero_block() - np.maximum(image, 0)).max(), 0)

# %% [markdown] errata=["E029"]
# Imprecise. The skip has no weights and no activation: it is an identity *path* beside the layers, and the input arrives although every weight is zero.
# The form of He and colleagues of 2015 applies a ReLU after the addition; their later one keeps the path clear. Linear *outputs* are used for regression,
# for logits, and in bottlenecks. He, Zhang, Ren, Sun, "Identity Mappings in Deep Residual Networks", 2016; Sandler et al. 2018.

# %% [markdown]
# ## Summary
# - Affine layers collapse into one: the activation is what keeps them apart.
# - Slopes multiply. The sigmoid's are at most 1/4; ReLU's are 1 or 0; weights multiply too.
# - A kink does little harm: libraries return a fixed slope.
# - Too large steps kill ReLU units; a leak lets them return, but does not make the step safe.
# - In shallow networks good hidden activations differed by less than seeds.
# - The task dictates the head: its range must be that of the targets.

# %%
progress("04_activations")

# %% [markdown]
# ## What to read next
# - Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.
# - Glorot, Bordes, Bengio, "Deep Sparse Rectifier Neural Networks", 2011.
# - He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", 2015: PReLU, and weights for ReLU.
# - Ramachandran, Zoph, Le, "Searching for Activation Functions", 2017.
#
# Next lesson: what the network should minimize, and which loss belongs to which head.
