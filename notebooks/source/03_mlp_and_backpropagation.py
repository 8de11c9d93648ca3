# %% [markdown]
# # Lesson 03: Multilayer perceptron and backpropagation
# You will send numbers forward through a network by hand, and gradients backward. Then NumPy, a small engine,
# TensorFlow and plain difference quotients will agree with your paper. After that you will see what hidden layers buy, what depth
# buys, and where the promises end.
#
# **Time** three to four hours, 70 minutes of them for the seven exercises, in two sittings: the break is marked ·
# **Before it** lesson 02, derivatives and the chain rule · **Interview questions answered** 16

# %%
import numpy as np

from dlcourse import check, claim, data, hint, models, neurons, nn, plots, progress, solution, widgets
from dlcourse.experiments import depth, gradients, multilayer, passes
from dlcourse.layers import Dense
from dlcourse.nn.engine import topological_order
from dlcourse.training import compiled_step

import keras
import tensorflow as tf

# %% [markdown]
# ## Layers have numbers, nodes have names
# Lesson 02 ended with a network wired by hand. To speak of larger ones you need names (*node*, *unit* and *neuron* mean the same). The
# *input* layer holds the example's numbers. *Hidden* layers and the *output* layer compute.
#
# $a_i^{[l]}$ is the answer (*activation*) of node $i$ in layer $l$. Layers are counted from the input, which is layer 0; nodes are
# counted from 1. **Predict.** What is the name of the only output node in a network with two hidden layers?

# %%
plots.labelled_network([2, 4, 3, 1], title="The superscript says which layer, the subscript which node")

# %% [markdown]
# $a_1^{[3]}$: two hidden layers, so the output is layer 3. Three layers compute; the input only hands its numbers on. Each node of a
# dense layer is connected with all nodes of the layer before, and with none of its own layer.

# %% exercise="node_label"

# %% [markdown] questions=["s1-d6"]
# ### In an interview: how are neurons organized into layers?
# In rows that compute one after the other: the input layer holds the features, hidden layers transform them, the output layer answers.
# In a dense layer each neuron receives all outputs of the layer before and none of its own layer, so a layer is one matrix product. The
# number of layers, mostly without the input, is the depth; the neurons in a layer are its width.
# [Shown above](#Layers-have-numbers,-nodes-have-names). Goodfellow, Bengio, Courville 2016, chapter 6.

# %% [markdown]
# ### Believe it or not: two names *(optional)*
# You may read names with two brackets, node first and layer second: the first node of the input is N[0][1], and the second node of
# the third hidden layer is N[2][3]. Decide before you run: can both be right under one way of counting?

# %% tags=["nbval-check-output"]
both = []
for first_node in (0, 1):
    for first_layer in (0, 1):
        of_input, of_hidden = f"N[{first_node}][{first_layer}]", f"N[{first_node + 1}][{first_layer + 3}]"
        both.append(of_input == "N[0][1]" and of_hidden == "N[2][3]")
        print(f"nodes from {first_node}, input is layer {first_layer}: input {of_input}, hidden {of_hidden}")
claim("In each of the four ways of counting, one of the two names is wrong", not any(both))

# %% [markdown] errata=["E017"]
# Wrong: the first name counts nodes from 0 and calls the input layer 1, the second counts nodes from 1 and calls the input layer 0.
# Choose one rule and say which. Here, and mostly in the field, the input is layer 0 (Goodfellow et al. 2016, algorithm 6.3), and nodes
# start at 1. You may also read that hidden layers receive the data: that describes the input layer. A hidden layer receives
# the outputs of the layer before.

# %% [markdown] questions=["s4-q12"]
# ### In an interview: which layers are there, and how is a node written?
# An input layer, which holds the data and computes nothing; hidden layers; an output layer, whose activation fits the task. A common
# notation is a with subscript i and superscript [l]: node i of layer l, nodes counted from 1, the input as layer 0. The second
# node of the third hidden layer is a_2^[3]. [Shown above](#Layers-have-numbers,-nodes-have-names). Layers as in Goodfellow et al. 2016,
# algorithm 6.3.

# %% [markdown]
# ## Forward, by hand
# Take paper. A 2-2-1 network (two inputs, two hidden ReLU units, one output without activation) sees $x = (1, 2)$:
#
# - hidden unit 1: weights $3$ and $-1$, bias $1$
# - hidden unit 2: weights $-1$ and $2$, bias $-2$
# - output: weights $3$ and $-1$, bias $-2$
#
# It should answer $y = 4$. The *loss*, the price of its error, is $L = (\hat y - y)^2$.
#
# **Predict** six numbers: the sums $z_1, z_2$, the activations $a_1, a_2$, the answer $\hat y$, the loss $L$.

# %% tags=["nbval-check-output"]
x, y = np.array([1.0, 2.0]), 4.0
W1, b1 = np.array([[3.0, -1.0], [-1.0, 2.0]]), np.array([1.0, -2.0])  # a column of W1 is a unit
W2, b2 = np.array([[3.0], [-1.0]]), np.array([-2.0])
z = x @ W1 + b1
a = np.maximum(z, 0)
print("layer 1 has the sums", z, "and sends    ", a)
y_hat = a @ W2 + b2
print("layer 2 receives              ", a, " and answers", y_hat, "  loss", (y_hat - y) ** 2)

# %% [markdown]
# $z = (2, 1)$, $a = (2, 1)$, $\hat y = 3 \cdot 2 - 1 \cdot 1 - 2 = 3$, $L = 1$. What layer 1 sends is what layer 2 receives, and
# nothing else: layer 2 never sees $x$. Let Keras confirm it.

# %%
layers = [keras.layers.Dense(2, activation="relu"), keras.layers.Dense(1)]
model = keras.Sequential([keras.Input((2,)), *layers])
model.set_weights([W1, b1, W2, b2])
sent = layers[0](x[None])
claim("Keras's first layer sends 2 and 1", np.abs(sent.numpy()[0] - [2, 1]).max(), 0.0)
claim("Its second layer, given only these, answers what the whole model answers", layers[1](sent).numpy().item(), model(x[None]).numpy().item())
claim("The answer is 3", model(x[None]).numpy().item(), 3.0)

# %% [markdown] questions=["s1-d5"]
# ### In an interview: what is the output of a neuron?
# One number, its activation: the weighted sum of its inputs plus its bias, passed through the activation function. In a dense network
# every neuron of the next layer receives it, each through its own weight: the output of layer 1 is the input of layer 2
# ([shown above](#Forward,-by-hand)). In the last layer it is the answer: a value, a score or a probability.
# Goodfellow et al. 2016, section 6.3.

# %% [markdown]
# ## A whole batch in one line
# Now many examples at once. Rows of $X$ are examples, columns of $W$ are units, and each entry of $X W$ is one weighted sum:
# $$Z^{[l]} = A^{[l-1]} W^{[l]} + b^{[l]} \qquad A^{[l]} = f\big(Z^{[l]}\big) \qquad A^{[0]} = X$$
# **Predict.** Five examples, two inputs, three units: what shape has $Z$? And which of the three sizes has $b$?

# %%
rng = np.random.default_rng(0)
X, W, b = rng.normal(size=(5, 2)), rng.normal(size=(2, 3)), rng.normal(size=3)
loop = np.zeros((5, 3))
for example in range(5):
    for unit in range(3):
        loop[example, unit] = sum(X[example, i] * W[i, unit] for i in range(2)) + b[unit]
claim("Three nested loops and X @ W + b give the same, up to rounding", np.abs(X @ W + b - loop).max(), below=1e-14)

# %% [markdown]
# $Z$ is (5, 3): a row for each example, a column for each unit. $b$ has three entries, one for each unit, added to every row.

# %% exercise="dense_forward"

# %% [markdown]
# The lesson goes on with the package's own versions, `nn.dense_forward` and so on, so nothing below depends on your answers. A whole
# network is this step, repeated: what comes out of one layer goes into the next.

# %% exercise="mlp_forward"

# %% [markdown]
# Does it agree with Keras? Random weights, sizes that can't be mixed up, and three ways: our function on a list of weights, our class
# `nn.MLP`, and `keras.Sequential`, which keeps about seven digits.

# %%
X = np.random.default_rng(1).normal(size=(13, 5))
ours = nn.MLP([5, 11, 7, 3], seed=2)
for layer in ours.layers:
    layer.b = np.random.default_rng(3).normal(size=layer.b.shape)
params = [(layer.W, layer.b) for layer in ours.layers]
theirs = models.dense_network([5, 11, 7, 3])
theirs.set_weights(ours.get_weights())
claim("nn.mlp_forward and nn.MLP give the same output: the difference is 0", np.abs(nn.mlp_forward(X, params)[-1] - ours(X)).max(), 0.0)
claim("keras.Sequential gives the same, up to rounding in float32", np.abs(theirs(X).numpy() - ours(X)).max(), below=1e-5)

# %% [markdown]
# ### What is how large?
# A network for the handwritten digits of lesson 01: 64 pixels, hidden layers of 32 and 16 units, 10 outputs (a *score* for each digit; the
# largest names the answer); a batch of 100 images.
# **Predict.** Which of the shapes below change if the batch has 7 images?

# %% tags=["nbval-check-output"]
images, labels = data.load_digits()
network = nn.MLP([64, 32, 16, 10])
network(images[:100].reshape(100, 64) / 16)
for number, layer in enumerate(network.layers, 1):
    print(f"layer {number}: receives a {layer.X.shape}   W {layer.W.shape}   b {layer.b.shape}   z and a {layer.Z.shape}")

# %% [markdown]
# Only those with a 100 in them. Weights and biases are the network; activations belong to the examples that pass through.

# %%
shapes = {"W": [layer.W.shape for layer in network.layers], "Z": [layer.Z.shape for layer in network.layers]}
network(images[:7].reshape(7, 64) / 16)
claim("With 7 images the weights keep their shapes", [layer.W.shape for layer in network.layers] == shapes["W"])
claim("With 7 images each z has 7 rows", [layer.Z.shape[0] for layer in network.layers], 7)
claim("The network learns 2,778 numbers", sum(each.size for each in network.get_weights()), 2778)
claim("Keras counts as many", models.dense_network([64, 32, 16, 10]).count_params(), 2778)

# %% [markdown] questions=["s1-q23"]
# ### In an interview: which parts does an MLP have, and what shapes?
# For each layer l: a weight matrix of shape (units of layer l−1, units of layer l), a bias with one entry per unit, an activation
# function. With B examples, each z and each activation has shape (B, units); weights and biases don't depend on B.
# [Shown above](#What-is-how-large?). Goodfellow et al. 2016, sections 6.3 and 6.4. (Books that write Wx, with examples as columns, have
# these shapes transposed.)

# %% [markdown]
# ### In which order?
# `nn.Tensor` is a small engine: each number remembers what it was made of. Compute our 2-2-1 network with it, and ask for an order in
# which everything comes after what it needs, a *topological order*. **Predict.** Must $W_2$ come early? Must $\hat y$ come after $a$?

# %%
t = {"W1": nn.Tensor(W1), "b1": nn.Tensor(b1), "W2": nn.Tensor(W2), "b2": nn.Tensor(b2)}
t["xW1"] = x[None] @ t["W1"]
t["z"] = t["xW1"] + t["b1"]
t["a"] = nn.relu(t["z"])
t["aW2"] = t["a"] @ t["W2"]
t["ŷ"] = t["aW2"] + t["b2"]
t["ŷ-y"] = t["ŷ"] - y
t["L"] = t["ŷ-y"] ** 2
names = {id(tensor): name for name, tensor in t.items()}
order = [names[id(tensor)] for tensor in topological_order(t["L"])]
print("  ".join(order))

# %% [markdown]
# (The input is data, a constant; it is there from the start.) Such an order exists because nothing needs itself on the way: the network
# has no cycle. $W_2$ may come anywhere before its product. $\hat y$ has to come after $a$, which it is made of.

# %%
made_of = {"xW1": ["W1"], "z": ["xW1", "b1"], "a": ["z"], "aW2": ["a", "W2"], "ŷ": ["aW2", "b2"], "ŷ-y": ["ŷ"], "L": ["ŷ-y"]}
late = [order.index(result) - order.index(part) for result, parts in made_of.items() for part in parts]
claim("Everything stands after all that it is made of", late, above=0)

# %% [markdown] questions=["s4-q10"]
# ### In an interview: what is a feedforward network?
# A network whose connections form no cycle: information runs from the input to the output, and nothing is fed back. So there is an order
# in which each number is computed once ([shown above](#In-which-order?)). A *recurrent* network (lesson 16) feeds its state back; written
# out step after step (*unrolled*) it is feedforward again. The name speaks of connections, not of training: gradients do run backward. An
# MLP is one example. Goodfellow et al. 2016, chapter 6.

# %% [markdown]
# ## Backward, by hand
# The answer was 3 and should be 4. Which of the nine weights and biases should change, and which way? Ask each number: *if you were a
# little larger, how would the loss change?* That is its *gradient*. $dz_1$ is short for $\partial L / \partial z_1$.
#
# Start at the end. $L = (\hat y - 4)^2$, so $d\hat y = 2(\hat y - 4)$ at $\hat y = 3$. **Predict** it, and what its sign means.

# %% [markdown]
# $d\hat y = 2(3 - 4) = -2$: a slightly larger answer would lower the loss, twice as fast as it grows.
#
# Now three rules are enough, all from the chain rule:
#
# - **A sum** hands the gradient to each of its terms, unchanged.
# - **A product** hands each factor the gradient times the *other* factor.
# - **ReLU** hands it on if its sum was positive, and hands on 0 if not.

# %% [markdown]
# **Predict** on paper, from the back. The output is $\hat y = v_1 a_1 + v_2 a_2 + c$ with $v = (3, -1)$, $c = -2$, $a = (2, 1)$:
#
# 1. $dv_1, dv_2$ and $dc$
# 2. $da_1$ and $da_2$
# 3. $dz_1$ and $dz_2$ (both sums were positive)
# 4. the gradients of the hidden weights and biases, with $x = (1, 2)$
#
# Thirteen numbers in all, each a product of two that you know, or a copy. Then compare.

# %% tags=["nbval-check-output"]
d_output = 2 * (y_hat - y)
dW2, db2 = np.outer(a, d_output), d_output
da = W2 @ d_output
dz = da * (z > 0)
dW1, db1 = np.outer(x, dz), dz
print("dv", dW2[:, 0], " dc", db2, " da", da, " dz", dz)
print("dW1, a column for each unit:\n", dW1, " db1", db1)

# %% [markdown]
# Here is the same as a table with every product. Blue nodes hold values (the hidden ones $a$, which here equals $z$: both sums are
# positive), orange numbers are gradients (below the hidden nodes $dz$). $w_{12}$ leads from input 1 to hidden unit 2; $b_1$ and $b_2$
# are the biases of the hidden units (in the code `b1` holds both), $v$ and $c$ belong to the output (in the code `W2` and `b2`).

# %%
by_hand = passes.both_passes(x, y, W1, b1, W2, b2)
ways = [step.direction for step in by_hand.steps]
claim("There are four steps forward", ways.count("forward"), 4)
claim("There are five back", ways.count("backward"), 5)
plots.forward_backward(by_hand, title="Four steps forward, five back, and every product fits in your head")

# %% [markdown]
# Now step through it with other inputs, and in a 2-3-1 network too. **Predict.** Set $x = (2, 1)$ in the 2-2-1 network. Unit 2 then falls
# silent. What happens to the gradients of its weights?

# %%
widgets.backprop_steps()

# %% [markdown]
# A silent ReLU unit passes nothing back: for this example its weights have gradient 0, and the example can't change them.

# %%
silent = passes.both_passes([2.0, 1.0], 4.0, W1, b1, W2, b2)
claim("At x = (2, 1) unit 2 has a negative sum", silent.z[1], below=0)
claim("All gradients of its weights, in and out, and of its bias are 0", np.abs([*silent.dW1[:, 1], silent.dW2[1, 0], silent.db1[1]]).max(), 0.0)
claim("Unit 1 still learns", np.abs(silent.dW1[:, 0]), above=0)

# %% [markdown]
# What are gradients good for? Move every weight a small step *against* its gradient. **Predict.** The loss was 1. Does it rise or fall?

# %%
rate = 0.001
step = {"W1": W1 - rate * dW1, "b1": b1 - rate * db1, "W2": W2 - rate * dW2, "b2": b2 - rate * db2}
after = passes.both_passes(x, y, **step).loss
squares = sum((each**2).sum() for each in (dW1, db1, dW2, db2))
print(f"loss before {by_hand.loss}, after {after:.3f}")
claim("The loss falls", after, below=by_hand.loss)
claim("The squares of all nine gradients add up to 264", squares, 264.0)
claim("The loss falls by about rate times that sum, 0.264: by 0.247", by_hand.loss - after, 0.247, within=0.001)

# %% [markdown]
# It falls. Each weight moved by *rate times its gradient*, and the loss follows each move by *gradient times move*: together
# $0.001 \cdot 264 = 0.264$. It was a little less, because the gradients themselves shrink on the way; so steps have to be small
# (lesson 06).

# %% [markdown] questions=["s1-q2"]
# ### In an interview: from input to answer to learning
# Forward: each unit adds up its weighted inputs and its bias and applies its activation, layer after layer; the last layer answers. A
# loss measures how wrong the answer is. Backward: the chain rule tells for every weight how the loss would change with it. An
# optimizer uses these gradients to move all weights a little, so that the loss falls. Learning is this loop, repeated
# ([shown above](#Backward,-by-hand)). Goodfellow et al. 2016, chapter 6.

# %% [markdown]
# ## Four ways, one gradient
# You have the gradients on paper, and in NumPy with formulas of your own. Two machines find them without any formula from you: our engine
# walks its topological order backward, and TensorFlow's `GradientTape` does the same with what it recorded.

# %%
for tensor in t.values():
    tensor.grad = None  # a second run of this cell would add to what is there
t["L"].backward()
engine = [t[name].grad for name in ("W1", "b1", "W2", "b2")]
variables = [tf.Variable(each) for each in (W1, b1, W2, b2)]  # float64, as NumPy's
with tf.GradientTape() as tape:
    hidden = tf.nn.relu(x[None] @ variables[0] + variables[1])
    loss = tf.reduce_sum((hidden @ variables[2] + variables[3] - y) ** 2)
taped = tape.gradient(loss, variables)

# %% [markdown]
# The fourth way needs no calculus at all. Move one weight up a little and down a little, and divide the change of the loss by the
# change of the weight: $\frac{L(w + h) - L(w - h)}{2h}$. `nn.numerical_gradient(f, w, h)` does so for each entry of `w`; you will write it
# yourself soon. **Predict.** To how many digits will it agree with the other three?

# %%
wired = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def loss_with(name, w):  # the loss if w stood in the place of that array
    p = {**wired, name: w}
    return (np.maximum(x @ p["W1"] + p["b1"], 0) @ p["W2"] + p["b2"] - y) ** 2


differences = [nn.numerical_gradient(lambda w, name=name: loss_with(name, w), wired[name], h=1e-4) for name in wired]
paper = np.array([-6, 2, -12, 4, -6, 2, -4, -2, -2])  # dw11, dw12, dw21, dw22, then db1, db2, dv1, dv2, dc
ways = {"NumPy": (dW1, db1, dW2, db2), "our engine": engine, "GradientTape": taped, "differences": differences}
flat = {name: np.concatenate([np.ravel(each) for each in way]) for name, way in ways.items()}
for name, values in flat.items():
    print(f"{name:13s}", " ".join(f"{value:.10g}" for value in values))

# %% [markdown]
# Nine numbers, the same in every row, to ten digits.

# %%
claim("There are nine gradients", len(paper), 9)
claim("NumPy, engine and tape differ from paper by 0", [np.abs(flat[name] - paper).max() for name in ("NumPy", "our engine", "GradientTape")], 0.0)
claim("Differences and paper agree to ten digits", np.abs(flat["differences"] / paper - 1).max(), below=1e-10)

# %% [markdown]
# The differences do so well because this loss, along any *one* weight, is a parabola: there the central quotient has no error but
# rounding. You will meet a loss where it has one.

# %% [markdown] questions=["s4-q13"]
# ### In an interview: what are forward and backward propagation?
# Forward: compute and keep, layer by layer, the sums z and activations a, up to the answer and the loss. Backward: from the loss to the
# input, turn the gradient of a layer's output into that of its sums (times the activation's slope), and this into those of its weights,
# its bias, and its inputs, which the layer before receives. [Shown above](#Backward,-by-hand).
# Rumelhart, Hinton, Williams 1986; Goodfellow et al. 2016, section 6.5.

# %% [markdown]
# ## One layer backward, in matrices
# A batch needs a fourth rule: **what is used several times adds up what comes back.** Every example uses each weight, and every unit
# each input. $dA$ comes back from the next layer, $f'$ is the activation's slope, and $*$ multiplies entry by entry:
# $$dZ = dA * f'(Z) \qquad dW = X^\top dZ \qquad db = \sum_{\text{rows}} dZ \qquad dX = dZ\, W^\top$$
# **Predict** from shapes alone: with $X$ (5, 2) and $dZ$ (5, 3), why can $dW$ only be $X^\top dZ$?

# %%
rng = np.random.default_rng(4)
X, W, dZ = rng.normal(size=(5, 2)), rng.normal(size=(2, 3)), rng.normal(size=(5, 3))
by_example = sum(np.outer(X[row], dZ[row]) for row in range(5))  # as by hand: each example's inputs times its dz
by_unit = sum(np.outer(dZ[:, unit], W[:, unit]) for unit in range(3))  # each unit's dz times its weights
claim("X.T @ dZ adds up what the examples contribute, to rounding", np.abs(X.T @ dZ - by_example).max(), below=1e-14)
claim("dZ @ W.T adds up what the units hand back, to rounding", np.abs(dZ @ W.T - by_unit).max(), below=1e-14)
claim("X.T @ dZ has the shape of W", (X.T @ dZ).shape == (2, 3))

# %% [markdown]
# $dW$ must be (2, 3) like $W$, and no other product of the two has that shape. The sums are inside the products: $X^\top dZ$ runs over
# the examples, $dZ\,W^\top$ over the units.
#
# The slopes $f'(z)$ that you need now (lesson 04 draws them): 1 for a linear unit; 1 or 0 for ReLU; $1 - \tanh(z)^2$ for tanh;
# $s\,(1 - s)$ for a sigmoid whose value is $s$.

# %% exercise="dense_backward"

# %% [markdown]
# The last line hands $dX$ to the layer before, as its $dA$. Repeat it from the last layer to the first: that is backpropagation. Does our
# layer's way back agree with Keras's layer on TensorFlow's tape?

# %%
rng, gaps = np.random.default_rng(5), []
for activation in ("linear", "relu", "tanh", "sigmoid"):
    X, W, b, dA = rng.normal(size=(13, 7)), rng.normal(size=(7, 5)), rng.normal(size=5), rng.normal(size=(13, 5))
    layer = keras.layers.Dense(5, activation=activation, dtype="float64")
    layer.build((None, 7))
    layer.set_weights([W, b])
    inputs = tf.Variable(X)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(inputs) * dA)  # a loss whose gradient by the output is dA
    theirs = tape.gradient(total, [inputs, *layer.trainable_variables])
    _, Z = nn.dense_forward(X, W, b, activation)
    gaps += [np.abs(mine - each).max() for mine, each in zip(nn.dense_backward(dA, Z, X, W, activation), theirs)]
claim("nn.dense_backward and Keras's Dense on the tape agree to 12 decimals, for four activations", gaps, below=1e-12)

# %% [markdown]
# ### A Keras layer of your own
# With the tape, a layer needs its forward pass only. In Keras that is a class with two methods: `build` makes the weights as soon as the number of
# inputs is known, `call` uses them. **Predict.** Give this layer the weights of Keras's `Dense`. Same outputs? Same gradients?

# %%
class OwnDense(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], self.units), initializer="glorot_uniform", name="kernel")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def call(self, inputs):
        return inputs @ self.kernel + self.bias


batch_in = np.random.default_rng(8).normal(size=(13, 7)).astype("float32")
kinds = {"own": OwnDense(5), "the package's": Dense(5), "Keras's": keras.layers.Dense(5)}
compared = {name: gradients.outputs_and_gradients(layer, batch_in, seed=9) for name, layer in kinds.items()}
for name in ("own", "the package's"):
    gaps = [np.abs(mine - theirs).max() for mine, theirs in zip(compared[name], compared["Keras's"])]
    claim(f"With the same weights {name} layer and Keras's have equal outputs and gradients, to rounding", gaps, below=1e-5)

# %% [markdown]
# The same, both. The package's `layers.Dense` is this class with all of Keras's options.

# %% [markdown]
# Now the whole network in one function: one hidden layer of tanh units, whose slope is $1 - \tanh^2(Z)$, and the
# *mean squared error*: the mean of $(\hat y - y)^2$ over all entries. A *mean* passes back to each entry the slope of its own square,
# divided by the number of entries. By hand: answers $(3, 6)$, targets $(4, 4)$, errors $(-1, 2)$. The loss is
# $(1 + 4)/2$, and what comes back is $2 \cdot (-1)/2 = -1$ and $2 \cdot 2/2 = 2$.

# %% exercise="backprop_two_layer"

# %% [markdown] questions=["s3-q4"]
# ### In an interview: backpropagation in a deep network, step by step
# Forward pass, keeping every layer's inputs and sums. The loss, and its gradient by the output. Then for each layer, from last to
# first: times the activation's slope gives dZ; inputs transposed times dZ is dW; dZ summed over the batch is db; dZ times W
# transposed goes to the layer before. With all gradients there, the optimizer changes the weights.
# [Shown above](#One-layer-backward,-in-matrices). Goodfellow et al. 2016, algorithm 6.4.

# %% [markdown]
# ## Is a gradient right?
# A wrong gradient often still trains, only worse, so check it. By hand: $f(w) = w^3$ at $w = 1$ has slope 3. Take $h = 0.1$:
#
# - one-sided (*forward*): $(1.331 - 1) / 0.1 = 3.31$
# - central: $(1.331 - 0.729) / 0.2 = 3.01$
#
# The central quotient is off by $h^2$, the one-sided one by about $3h$.
#
# Useful below: in Python's `try: … finally: …` the part under `finally` runs in any case, even if the part under `try` raises an error.

# %% exercise="numerical_gradient"

# %% [markdown]
# The error of central differences falls like $h^2$. **Predict.** So is $h = 10^{-12}$ better than $h = 10^{-5}$? Sketch the error
# against $h$ before you run. Three tanh networks with random weights (a line is their mean, its band reaches from the lowest to the
# highest); the exact gradient comes from backpropagation.

# %%
steps = 10.0 ** -np.arange(13)
error = gradients.gradient_errors(steps)
plots.gradient_error(steps, error, title="Too large a step is inexact, too small a step drowns in rounding")

# %% [markdown]
# A V. On the right the formula's own error falls like $h^2$ (one-sided: like $h$). On the left, rounding: the two losses agree in almost
# all of their sixteen digits, their difference keeps the last few, and dividing by $h$ magnifies what is wrong with them, like
# $1/h$. Best is where both are about equal: $h^2 = 10^{-16}/h$, so $h$ is about $10^{-5}$.

# %%
def slope(values, first, last):  # how the error grows with h, as a power, between two steps
    return np.log(values[:, first] / values[:, last]) / np.log(steps[first] / steps[last])


claim("From 0.1 to 0.001 the central error falls like h to the power 2", slope(error["central"], 1, 3), 2, within=0.1)
claim("The one-sided error falls like h to the power 1", slope(error["forward"], 1, 3), 1, within=0.1)
claim("From 1e-7 to 1e-11 the central error grows like 1/h", slope(error["central"], 7, 11), -1, within=0.2)
best = steps[error["central"].argmin(axis=1)]
claim("The best central step lies between 1e-6 and 1e-4", best, between=(0.9e-6, 1.1e-4))
claim("At h = 1e-5 differences and backpropagation agree to nine digits", error["central"][:, 5], below=1e-9)

# %% [markdown]
# One trap is left: a kink. By hand: at $w = h/2$ the slope of $\mathrm{relu}(w)$ is 1. **Predict** what the central quotient says, whose
# points $w - h$ and $w + h$ lie on both sides of the kink.

# %%
quotient = nn.numerical_gradient(lambda w: np.maximum(w, 0).sum(), np.array([0.5e-5]), h=1e-5)
claim("Beside the kink the quotient is 0.75 instead of 1", quotient, 0.75, within=1e-6)

# %% [markdown]
# $(1.5\,h - 0) / 2h = 0.75$. So if single entries disagree in a ReLU network, try another $h$ or other weights before you blame the
# gradient. Other culprits are float32, whose seven digits leave little of so small a difference, and anything random between the two
# calls, such as dropout (lesson 09).

# %% [markdown]
# ### Believe it or not: slow backpropagation
# You may read that backpropagation is computationally inefficient. Decide before you run: how many times the multiplications
# of a forward pass does it take to have *all* gradients as well? About 3 times, 100 times, or as many times as there are weights?

# %%
sizes = [64, 512, 512, 10]
alone = gradients.multiplications(sizes, rows=100, with_gradients=False)
together = gradients.multiplications(sizes, rows=100, with_gradients=True)
weights = models.count_parameters(sizes)
print(f"forward {alone:,} multiplications, with gradients {together:,}: {together / alone:.2f} times as many")
claim("All gradients and the loss cost less than 3 times the multiplications of the loss alone", together / alone, between=(2.5, 3.0))
claim("The network has 301,066 weights and biases", weights, 301066)
claim("Central differences would cost more than 200,000 times as many as backpropagation", 2 * weights * alone / together, above=200_000)

# %% [markdown] errata=["E019"]
# Wrong. The multiplications were counted in TensorFlow's own graph, in its matrix products: a layer needs one product forward and two
# back (for dW and dX; the first layer needs no dX). Central differences need two forward passes for each weight. Griewank and Walther
# 2008, chapter 4; Baydin et al. 2018. The real price is memory: what the way back needs has to be kept.

# %% [markdown]
# How much memory? **Predict.** From how many examples a batch on does what is kept take more bytes than all weights: about 3, 300,
# or 30,000?

# %%
for rows in (10, 100, 1000):
    print(f"{rows:5d} examples: kept {gradients.kept_bytes(sizes, rows):9,} bytes, weights {4 * weights:,}")
claim("With 276 examples the kept activations are smaller than the weights", gradients.kept_bytes(sizes, 276), below=4 * weights)
claim("With 277 they are larger", gradients.kept_bytes(sizes, 277), above=4 * weights)
claim("Ten times the examples need ten times the bytes", gradients.kept_bytes(sizes, 1000), 10 * gradients.kept_bytes(sizes, 100))

# %% [markdown]
# About 300. Counted was what the backward part of the graph reads from the forward part: each layer's inputs (ReLU's slope can be read
# off its output). A forward pass alone may drop each array as soon as the next one is there. Dropping some and computing them again on
# the way back trades time for memory (*checkpointing*; Griewank and Walther 2008, chapter 12).

# %% [markdown] questions=["s1-q8"]
# ### In an interview: what is backpropagation, and why does it matter?
# An efficient way to get the gradient of the loss by all weights: the chain rule, applied from the loss backward, each intermediate
# gradient computed once and reused. It costs a small multiple of a forward pass, however many weights there are, and memory for
# activations; differences cost two passes for each weight ([shown above](#Believe-it-or-not:-slow-backpropagation)). That makes large
# networks trainable; the optimizer changes the weights. Rumelhart, Hinton, Williams 1986; Baydin et al. 2018.

# %% [markdown]
# A good place for a break. You have done the hard half. Next: who changes the weights, what hidden layers and depth
# buy, and one more exercise. If you closed the notebook meanwhile, put the cursor here and choose Run, then *Run All Above Selected Cell*.

# %% [markdown]
# ## Two jobs: gradient and update
# ### Believe it or not: backpropagation updates the weights
# You may read that backpropagation is the algorithm that updates the weights, or that it is the error between prediction and target.
# Decide, then run it: by how much do the weights of a Keras network change when the tape computes their gradients?

# %%
def fresh():
    keras.utils.set_random_seed(0)
    return keras.Sequential([keras.Input((5,)), keras.layers.Dense(7, activation="tanh"), keras.layers.Dense(3)])


rng = np.random.default_rng(6)
X_batch, y_batch = rng.normal(size=(11, 5)).astype("float32"), rng.normal(size=(11, 3)).astype("float32")
model = fresh()
before = model.get_weights()
with tf.GradientTape() as tape:
    loss = tf.reduce_mean((model(X_batch) - y_batch) ** 2)
from_tape = tape.gradient(loss, model.trainable_variables)
change = max(np.abs(new - old).max() for new, old in zip(model.get_weights(), before))
claim("Computing all gradients changes the weights by exactly 0", change, 0.0)

# %% [markdown]
# Nothing moved. An *optimizer* has to use the gradients. **Predict.** Give the same gradients to two optimizers, SGD (a plain step against the
# gradient) and Adam (lesson 07), from the same weights. Same result? And SGD with gradients from *two sources*, tape and our NumPy?

# %%
def moved(optimizer, grads):
    model = fresh()
    optimizer.apply(grads, model.trainable_variables)
    return np.concatenate([each.ravel() for each in model.get_weights()])


own = nn.backprop_two_layer(X_batch, y_batch, dict(zip(("W1", "b1", "W2", "b2"), before)))
own = [tf.constant(own[name], "float32") for name in ("W1", "b1", "W2", "b2")]
sgd, adam = moved(keras.optimizers.SGD(0.1), from_tape), moved(keras.optimizers.Adam(0.1), from_tape)
claim("Same gradient, other optimizer: the weights differ by more than 0.05", np.abs(sgd - adam).max(), above=0.05)
claim("Same optimizer, gradient from NumPy instead: the same weights, to rounding", np.abs(sgd - moved(keras.optimizers.SGD(0.1), own)).max(), below=1e-6)

# %% [markdown] errata=["E014"]
# As the words are used today, wrong, both. The error is measured by the loss. Backpropagation computes the gradient of that loss by every
# weight and leaves the weights alone; the optimizer changes them. Each can be exchanged without the other: you just did both.
#
# The wording has a history: Rumelhart, Hinton and Williams 1986 gave the name to their whole procedure, weight changes included.
# Goodfellow et al. 2016, section 6.5, warn of that reading.

# %% [markdown]
# ### Believe it or not: update after the forward pass
# You may read that the weights are updated after the forward pass. Decide: in which order come *update*, *backward pass*, *loss*
# and *forward pass*? The next cell lets each part of the package's `train_step` write its name down when it runs.

# %% tags=["nbval-check-output"]
told = gradients.order_of_a_step()
print(", then ".join(told))
claim("The order is forward, loss, backward, update", told == ["forward pass", "loss", "backward pass", "update"])

# %% [markdown] errata=["E020"]
# Imprecise: two things are left out. After the forward pass comes the loss, then the backward pass, and only then the update. The order
# matters, because the backward pass needs the weights and activations of the forward pass as they were.
# Goodfellow et al. 2016, section 6.5.

# %% [markdown] questions=["s1-q25"]
# ### In an interview: what does backpropagation do in training, and what not?
# It answers one question: how would the loss change with each weight? It starts from the loss and applies the chain rule layer by layer.
# It neither measures the error (the loss does) nor changes weights or chooses the step (the optimizer does). Its result is the
# gradient that differences would approximate, so any optimizer that works with gradients can use it.
# [Shown above](#Two-jobs:-gradient-and-update). Goodfellow et al. 2016, section 6.5.

# %% [markdown]
# ## What hidden layers buy
# Now let gradients train networks. These *two moons* belong to two classes. Everything is trained in NumPy with the backward pass that you
# have just seen (and Adam's steps); the output goes through a sigmoid and counts as the probability of class 1. The loss is the
# cross-entropy (lesson 05).
#
# **Predict.** No hidden layer, one with 16 tanh units, two with 16 each: what does each border look like? And does the second
# hidden layer help?

# %%
X_moons, y_moons = data.two_moons(200, noise=multilayer.MOONS_NOISE, seed=0)
hidden = {"no hidden layer": [], "one hidden layer": [16], "two hidden layers": [16, 16]}
nets = {name: multilayer.trained([2, *units, 1], X_moons, y_moons, classify=True, steps=400) for name, units in hidden.items()}
moon_rules = {name: multilayer.classifier(net) for name, net in nets.items()}
plots.decision_regions(X_moons, y_moons, moon_rules, size=(9.9, 4.2), title="Without a hidden layer the border is straight; with one it bends")

# %% [markdown]
# One picture is one run. Five runs with other points, other first weights, and 1000 new points each:

# %%
scores = multilayer.moons_accuracy(hidden)
print({name: values.round(3).tolist() for name, values in scores.items()})
claim("Without a hidden layer more than 10 percent of new points are wrong", scores["no hidden layer"], below=0.9)
claim("With one hidden layer more than 97 percent are right", scores["one hidden layer"], above=0.97)
claim("With two, more than 95 percent", scores["two hidden layers"], above=0.95)
seen = {name: np.mean((net(X_moons)[:, 0] > 0) == y_moons) for name, net in nets.items()}
claim("In the picture, two hidden layers have more of the known points right than one", seen["two hidden layers"], above=seen["one hidden layer"])
claim("Of the new points they have fewer right, as a mean of five runs", scores["two hidden layers"].mean(), below=scores["one hidden layer"].mean())
claim("In each of five runs one hidden layer gains more than 7 points on none", scores["one hidden layer"] - scores["no hidden layer"], above=0.07)

# %% [markdown]
# The first hidden layer changes everything. The second gets all known points right in the picture, but on new points it even loses
# a little: it bends around single stray points, and new points stray elsewhere (*overfitting*, lesson 01). One is enough *here*, because
# a border like this one needs only a few bends.

# %% [markdown] questions=["s1-q22"]
# ### In an interview: what is an MLP?
# A feedforward network of dense layers, with at least one hidden layer and a nonlinear activation. Each layer multiplies by a matrix,
# adds a bias, applies its activation. Despite the name its units mostly have no step: smooth or piecewise linear activations
# let gradients train it. Its borders can bend: on two moons one hidden layer is enough ([shown above](#What-hidden-layers-buy)).
# Rumelhart, Hinton, Williams 1986; Goodfellow et al. 2016, chapter 6.

# %% [markdown]
# ### Believe it or not: only linear functions
# You may read that without hidden layers a network can learn linear functions only. Decide: is the *output* of the left panel a linear
# function of the inputs, a plane? Walk through it, once along its weights and once across them.

# %%
single = nets["no hidden layer"]
w = single.layers[0].W[:, 0] / np.linalg.norm(single.layers[0].W)
walk = np.linspace(-3, 3, 61)[:, None]
along = moon_rules["no hidden layer"](walk * w)[:, 0]
across = moon_rules["no hidden layer"](walk * np.array([-w[1], w[0]]))[:, 0]
claim("Across the weights the probability stays the same", np.ptp(across), below=1e-12)
claim("Along them it bends: its steps are not equally high (second difference above 0)", np.abs(np.diff(along, 2)).max(), above=0.005)
claim("It never falls on the way", np.diff(along), above=0)
claim("Before the sigmoid it is linear: there all steps are equally high, to rounding", np.abs(np.diff(single(walk * w)[:, 0], 2)).max(), below=1e-12)

# %% [markdown] errata=["E015"]
# Imprecise. It is right if the output has no activation. With a sigmoid the answer is no linear function: it is an S-shaped
# slope. What is straight are the lines of equal probability, and so the border between the classes. A linear function with an activation
# behind it is called a *generalized linear model*; with a sigmoid it is the logistic regression of lesson 01. "Its borders are straight"
# would be right. Bishop 2006, section 4.3.

# %% [markdown]
# ### Believe it or not: binary and real *(optional)*
# You may read that single-layer perceptrons give binary outputs, and that multilayer ones can give real numbers. Decide: what sets
# the kind of output? Two tests: train a single Keras layer without activation on numbers, and look at the answers of lesson 02's
# two-layer network for XOR.

# %%
X_reg, y_reg = data.sparse_regression(100, features=5, informative=5, noise=1.0)
line = keras.Sequential([keras.Input((5,)), keras.layers.Dense(1)])
step = compiled_step(line, lambda y, out: tf.reduce_mean((out[:, 0] - y) ** 2), keras.optimizers.SGD(0.1))
for _ in range(200):
    step(X_reg.astype("float32"), y_reg.astype("float32"))
best, *_ = np.linalg.lstsq(np.column_stack([X_reg, np.ones(100)]), y_reg)
learned = np.append(line.get_weights()[0], line.get_weights()[1])
H, bh, v, c = neurons.xor_by_hand()
answers = neurons.heaviside(neurons.heaviside(np.random.default_rng(0).normal(size=(500, 2)) @ H + bh) @ v + c)
claim("One layer learns real numbers: weights of linear regression, to three decimals", np.abs(learned - best).max(), below=1e-3)
claim("Two layers of step units answer 0 or 1 only", sorted(set(answers.tolist())) == [0, 1])

# %% [markdown] errata=["E013"]
# Misleading. It is true of Rosenblatt's perceptron, because its unit is a step. But the output's activation decides, not the number of layers:
# one layer without activation is linear regression, and a multilayer network of step units answers 0 or 1. One layer may also have many
# outputs. Bishop 2006, sections 4.3 and 5.1.

# %% [markdown] questions=["s4-q9"]
# ### In an interview: one layer or several?
# A single layer draws straight borders only. An MLP has hidden layers with nonlinear activations, so its borders bend: on two moons that
# is worth more than 7 points of accuracy ([shown above](#What-hidden-layers-buy)). One layer of step units can learn by the rule of
# lesson 02; hidden layers are trained with gradients. The kind of output is no difference: the output's activation decides it.
# Bishop 2006, section 5.1; Goodfellow et al. 2016, section 6.1.

# %% [markdown]
# ## How a hidden layer does it
# One ring inside another: no line separates them. A tanh unit can only say how far a point lies in one direction.
#
# **Predict.** How many hidden units does it take to separate the rings: 2, 3, or many?

# %%
right = {}
for units in (2, 3):
    runs = [(data.two_rings(200, seed), seed) for seed in range(5)]
    trained = [(multilayer.trained([2, units, 1], X, y, classify=True, seed=seed, steps=600), X, y) for (X, y), seed in runs]
    right[units] = [np.mean((net(X)[:, 0] > 0) == y) for net, X, y in trained]
print({units: np.round(shares, 3).tolist() for units, shares in right.items()})
claim("Two hidden units leave more than 5 percent wrong, in each of five runs", right[2], below=0.95)
claim("Three have more than 98 percent right", right[3], above=0.98)

# %% [markdown]
# Three. Each unit looks at the rings from one side. The last unit sees only these three numbers, and can only cut with
# a plane. So look at the points as it sees them, in the panel on the right, along its plane.

# %%
net, X_rings, y_rings = trained[0]
claim("In this run the plane separates all points", right[3][0], 1.0)
plane = net.layers[1].W[:, 0], net.layers[1].b.item()
plots.hidden_space(X_rings, y_rings, net.layers[0], plane, title="Three hidden units move the rings to two sides of a plane")

# %% [markdown]
# The hidden layer did not draw a ring. It moved the points until a flat cut was enough.
#
# Why are two too few? Walk straight on from the middle: each unit's part of the answer then only rises, or only falls, or stays. With two
# units there is always a direction in which neither part falls, and in the opposite one neither rises. So one of the two ways keeps the
# middle's class for ever, straight through the outer ring. Three units can block all directions.

# %% [markdown] questions=["s1-q27"]
# ### In an interview: why does an MLP need hidden layers?
# The output layer can only cut its inputs with a plane. A hidden layer with a nonlinear activation moves the points first, so that a plane
# is enough: rings that no line separates become separable with three tanh units ([shown above](#How-a-hidden-layer-does-it)). Without
# hidden layers all borders are straight; hidden layers without a nonlinear activation add no new functions.
# Goodfellow et al. 2016, section 6.1; Bishop 2006, section 4.3.1.

# %% [markdown]
# ## What depth buys
# Two ReLU units make a tent: $m(x) = 2\,\mathrm{relu}(x) - 4\,\mathrm{relu}(x - \tfrac12)$. By hand: $m(0) = 0$, $m(\tfrac14) = \tfrac12$,
# $m(\tfrac12) = 1$, $m(\tfrac34) = \tfrac12$, $m(1) = 0$. Up and down: two straight pieces between 0 and 1, where we count them.
#
# **Predict.** Put the tent's answer into the same tent again, two more units. How many pieces has $m(m(x))$? And with eight layers, 16 units in all?

# %% exercise="sawtooth"

# %% [markdown]
# Four, and with eight layers 256. Each layer folds the line in the middle, and everything after it happens on both halves at once. So each
# layer doubles the number of pieces.

# %%
x_fold = np.linspace(0, 1, 2**12 + 1)
pieces = {layers: depth.linear_pieces(nn.sawtooth(x_fold, layers)) for layers in (1, 2, 4, 8)}
claim("1, 2, 4 and 8 layers of two units have 2, 4, 16 and 256 pieces", list(pieces.values()) == [2, 4, 16, 256])
panels = {f"depth {layers}, {2 * layers} units": nn.sawtooth(x_fold, layers) for layers in pieces}
plots.line_panels(x_fold, panels, title="Every layer of two units doubles the number of straight pieces", xlabel="x", ylabel="output")

# %% [markdown]
# (256 pieces are too many to be seen apart.) Is it really a network of the usual kind? Write the weights down: every layer has the units
# $\mathrm{relu}(s)$ and $\mathrm{relu}(s - \tfrac12)$, where $s$ is twice the first minus four times the second of the layer before.

# %%
first, later, last = np.array([[1.0, 1.0]]), np.array([[2.0, 2.0], [-4.0, -4.0]]), np.array([[2.0], [-4.0]])
bias = np.array([0.0, -0.5])
layers = [(first, bias), *[(later, bias)] * 7, (last, np.zeros(1))]
claim("As an MLP with eight hidden layers it gives the same, without a difference", np.abs(nn.mlp_forward(x_fold[:, None], layers)[-1][:, 0] - nn.sawtooth(x_fold, 8)).max(), 0.0)
claim("Its layers have 49 weights and biases", sum(W.size + b.size for W, b in layers), 49)

# %% [markdown]
# ### Believe it or not: shallow is smaller
# You may read that shallow networks have fewer parameters and are easier to train. Decide: how many ReLU units does *one* hidden layer need for
# 256 pieces? Start small: the next cell counts the pieces of random networks with one hidden layer of 2 to 16 units, and draws
# the best beside the sawtooth.

# %%
units = np.array([2, 4, 8, 16])
most = [[depth.random_pieces(1, m, seed=seed).max() for m in units] for seed in range(3)]
claim("Of 300 random one-layer networks for each size none has more than m + 1 pieces", np.max(most, axis=0) <= units + 1)
doubled = 2 ** (units // 2)
claim("With 2 and 4 units m + 1 is more than the sawtooth's pieces, with 8 and 16 it is less", ((units + 1 > doubled) == (units < 5)))
curves = {"two units a layer": [[pieces[m // 2] for m in units]], "one hidden layer, at most": [units + 1],
          "one hidden layer, best of 100 at random": most}
plots.learning_curves(units, curves, title="Pieces double with each layer, and grow one by one in a single layer",
                      xlabel="ReLU units in all", ylabel="straight pieces", log=True, yticks=[2, 4, 8, 16, 32, 64, 128, 256])

# %% [markdown]
# On a line, a unit $\mathrm{relu}(wx + b)$ bends in one place only. The output adds the units up, so it is straight wherever none of them
# bends: $m$ units cut the line in at most $m + 1$ pieces. With 2 or 4 units that is more than the folds give; from 8 on the folds win.
#
# So 256 pieces need at least 255 units in one layer.

# %% [markdown]
# For this sawtooth even 255 are too few: there would be one for each bend, and each would add $\pm 512$ or nothing to the slope; no such
# sum is 256, the slope at the start. With 256 units it is easily written down: one at the start of each piece, which turns the slope around.

# %%
starts, turns = np.arange(256) / 256, np.append(256.0, 512.0 * (-1) ** np.arange(1, 256))
flat_one = [(np.ones((1, 256)), -starts), (turns[:, None], np.zeros(1))]
claim("One layer of 256 units draws the same 256 pieces, to rounding", np.abs(nn.mlp_forward(x_fold[:, None], flat_one)[-1][:, 0] - nn.sawtooth(x_fold, 8)).max(), below=1e-9)
claim("It has 769 weights and biases", models.count_parameters([1, 256, 1]), 769)

# %% [markdown]
# And easier to train? Let two networks of the same size learn a sawtooth of eight pieces: one hidden layer of 64 units, and two of 12.
# **Predict.** Which one fits better, with tanh units, and with ReLU units? Nine runs each; a run *fails* if its *root mean square error* (the
# square root of the mean squared error) stays above 0.1. (A model that always answers $\tfrac12$ has 0.29.)

# %%
shapes = {"one hidden layer": [1, 64, 1], "two hidden layers": [1, 12, 12, 1]}
claim("Both shapes have 193 parameters", [models.count_parameters(sizes) for sizes in shapes.values()], 193)
claim("Always answering 1/2 has a root mean square error of 0.29", multilayer.root_mean_square(nn.sawtooth(x_fold, 3) - 0.5), 0.29, within=0.005)
miss = {(f, name): depth.sawtooth_errors(sizes, f, seeds=range(9)) for f in ("tanh", "relu") for name, sizes in shapes.items()}
failed = {each: int(np.sum(values > 0.1)) for each, values in miss.items()}
print(*(f"{f}, {name}: {count} of 9 runs fail" for (f, name), count in failed.items()), sep="\n")
claim("Tanh, one hidden layer: each of nine runs fails", failed["tanh", "one hidden layer"], 9)
claim("Tanh, two hidden layers: two fail at most", failed["tanh", "two hidden layers"], below=3)
claim("ReLU, one hidden layer: two fail at most", failed["relu", "one hidden layer"], below=3)
claim("ReLU, two hidden layers: four or more fail", failed["relu", "two hidden layers"], above=3)

# %% [markdown] errata=["E018"]
# Misleading. At one width, fewer layers are of course smaller. But for the same *function* shallow can mean far larger: this sawtooth
# takes 16 units in eight layers and 256 in one. Telgarsky 2016 shows that much smaller shallow networks can't even come near such
# functions. Nor is shallow easier to train as such: at equal size and with the same training, two layers did better with tanh, one with
# ReLU.

# %% [markdown]
# So deep networks are full of folds? **Predict.** Take 300 networks of exactly this shape, eight layers of two units, with random weights. How
# many pieces has the best of them?

# %%
found = np.concatenate([depth.random_pieces(8, 2, seed=seed) for seed in range(3)])
print("pieces of 300 random networks: most", found.max(), "  share with a single piece", round(np.mean(found == 1), 2))
claim("None has more than 32 of the 256 pieces", found, below=33)
claim("More than two thirds have a single one", np.mean(found == 1), above=2 / 3)

# %% [markdown]
# None comes near 256. What depth *can* express and what a random start gives are two things (Hanin and Rolnick 2019: along a line, the expected
# number of pieces at random weights grows with the number of units, and not exponentially with depth). The sawtooth was
# written down, not learned. Whether training finds such weights is another question, and the next lessons are about it.

# %% [markdown] questions=["s3-q1-f3"]
# ### In an interview: what do many layers buy?
# Reuse: each layer works on what the one before has made, so folds multiply instead of adding up. k layers of two ReLU units can have 2^k
# linear pieces on a line; one hidden layer needs at least 2^k − 1 units ([shown above](#What-depth-buys)). That is what deep
# networks can express, not what training finds: random ones have few pieces.
# Telgarsky 2016; Montúfar et al. 2014; Hanin and Rolnick 2019.

# %% [markdown] questions=["s4-q27"]
# ### In an interview: shallow or deep?
# Shallow mostly means one hidden layer, deep several. One wide layer, unless its activation is a polynomial, approximates any continuous
# function on a bounded, closed set. So depth is a matter of economy: some functions take exponentially more units in one layer
# ([shown above](#Believe-it-or-not:-shallow-is-smaller)). In return, gradients pass through more factors and may vanish
# or explode (lesson 08). Neither kind is smaller or easier to train as such. Telgarsky 2016; Eldan, Shamir 2016.

# %% [markdown]
# ## What one wide layer promises
# A theorem: with enough units, one hidden layer can come as near as you like to any *continuous* function on a *closed and bounded* set (an interval, for
# example), if the activation is no polynomial. Cybenko proved it for sigmoids in 1989, Leshno and others in general in 1993.
#
# Try it: move the number of hidden units, for $\sin(3x)$ and for a checkerboard. Each curve is a run with another seed.

# %%
x_wide = np.linspace(-5, 5, 401)
fits = multilayer.sine_fits(x_wide, units=(1, 2, 4, 16, 64), steps=2000)
boards = multilayer.checkerboard_nets(units=(1, 2, 4, 16, 64))
widgets.hidden_units(x_wide, fits, boards)

# %% [markdown]
# The networks were trained on 200 points between -2 and 2. **Predict.** What do they answer at $x = 4$? Will the network with the most units
# be the best there?

# %%
shown = {f"{n} hidden units": fits[n][0] for n in (4, 16, 64)}
plots.fits_and_range(x_wide, np.sin(3 * x_wide), shown, (-2, 2), title="Inside the training range 16 and 64 units fit; outside, none of the three does")

# %% [markdown]
# With 4 units the ends of the range are missed already. Measured as root mean square error, for three seeds each (a model that
# always answers 0 would have about 0.7):

# %%
inside, outside = np.abs(x_wide) <= 2, np.abs(x_wide) >= 3
miss = {n: values - np.sin(3 * x_wide) for n, values in fits.items()}
rms = {n: (multilayer.root_mean_square(e[:, inside]), multilayer.root_mean_square(e[:, outside])) for n, e in miss.items()}
claim("Answering 0 outside would have an error of about 0.7", multilayer.root_mean_square(np.sin(3 * x_wide[outside])), 0.7, within=0.05)
claim("Inside, one unit has more than 0.4", rms[1][0], above=0.4)
claim("Inside, 4 units have less than 0.2", rms[4][0], below=0.2)
claim("Inside, 16 and 64 units have less than 0.06", [rms[n][0] for n in (16, 64)], below=0.06)
claim("At an end of the range 4 units are off by more than 0.15", np.abs(miss[4][:, np.abs(np.abs(x_wide) - 2) < 1e-9]).max(axis=1), above=0.15)
claim("Outside, all three have more than 0.5", [rms[n][1] for n in (4, 16, 64)], above=0.5)
claim("Outside, 16 units are at least twice as bad as answering 0", rms[16][1], above=1.4)
claim("More units are worse there: 16 than 4, and 64 than 16", [*rms[16][1], *rms[64][1]], above=np.array([*rms[4][1], *rms[16][1]]))
claim("At x = 4, 16 and 64 units are off by more than 1", np.abs([miss[n][:, np.argmin(np.abs(x_wide - 4))] for n in (16, 64)]), above=1.0)

# %% [markdown]
# Outside they are wrong, and here more units made it worse. Nothing in the training asked for anything there.
#
# In the plane the same layers draw borders. **Predict.** Nine fields of a board, two classes in turn (blue and orange in the figure):
# how many of 2000 new points do 2, 4 and 16 hidden units get right? (Always naming the class of the five fields would get 5 of 9.)

# %%
X_new, y_new = multilayer.checkerboard(2000, seed=100)
several = [multilayer.checkerboard_nets((2, 4, 16), seed=seed) for seed in range(3)]
hits = {n: [np.mean((nets[n](X_new)[:, 0] > 0) == y_new) for nets in several] for n in (2, 4, 16)}
print({n: np.round(shares, 2).tolist() for n, shares in hits.items()})
claim("Always naming the class of five fields gets about 5 of 9 right", np.mean(y_new == 0), 5 / 9, within=0.05)
claim("Two hidden units get less than 80 percent right", hits[2], below=0.8)
claim("16 get more than 90 percent right", hits[16], above=0.9)
X_board, y_board = multilayer.checkerboard(200)
board_rules = {f"{n} hidden units": multilayer.classifier(several[0][n]) for n in (2, 4, 16)}
plots.decision_regions(X_board, y_board, board_rules, size=(9.9, 4.2), title="Two hidden units can't follow the board, 16 can")

# %% [markdown]
# Look beyond the board's edge, too: the border runs on, and the colours are strong where the network has never seen a point. How sure is it
# there, on average, of the class that it names?

# %%
beyond = np.random.default_rng(5).uniform(-2.25, 2.25, size=(4000, 2))
beyond = beyond[np.abs(beyond).max(axis=1) > 1.5]
p = [multilayer.classifier(nets[16])(beyond) for nets in several]
claim("Beyond the edge 16 units are more than 90 percent sure, on average", [np.maximum(each, 1 - each).mean() for each in p], above=0.9)

# %% [markdown]
# ### Believe it or not: any function
# You may read that an MLP can approximate any complex function. Decide: with *any* activation? Take units that square their sum,
# and let them fit $|x|$ on $[-1, 1]$. Hidden weights are random; for them the best output weights, those with the smallest squared error,
# can be computed at once (*least squares*).

# %%
x_abs = np.linspace(-1, 1, 401)
parabola = np.polyval(np.polyfit(x_abs, np.abs(x_abs), 2), x_abs)
errors = {}
for m in (10, 100, 1000):
    rng = np.random.default_rng(m)
    squares = np.column_stack([(np.outer(x_abs, rng.normal(size=m)) + rng.normal(size=m)) ** 2, np.ones(401)])
    best, *_ = np.linalg.lstsq(squares, np.abs(x_abs), rcond=1e-10)
    errors[m] = multilayer.root_mean_square(squares @ best - np.abs(x_abs))
limit = multilayer.root_mean_square(parabola - np.abs(x_abs))
claim("10, 100 and 1000 square units fit |x| as the best parabola does, no better", list(errors.values()), limit, within=1e-6)
claim("Its error is more than 0.05", limit, above=0.05)
claim("Two ReLU units are exact: relu(x) + relu(-x) is |x|", np.abs(np.maximum(x_abs, 0) + np.maximum(-x_abs, 0) - np.abs(x_abs)).max(), 0.0)

# %% [markdown] errata=["E016"]
# Only under conditions. The function has to be continuous, the set closed and bounded, the activation no polynomial (a sum of squares of
# straight lines is a parabola, however many there are), and the number of units as large as it takes. And it says only that such weights exist: not how
# many units, not that training finds them, not that they are right outside of the data. Cybenko 1989; Hornik 1991; Leshno et al. 1993.

# %% [markdown] questions=["s1-q28"]
# ### In an interview: how do MLPs draw borders that aren't straight?
# Each hidden unit contributes a bend or a step along one direction; the output adds them up, and the border is where the sum is
# zero. Enough units approximate any continuous function on a closed and bounded set, if the activation is no polynomial.
# Trust ends with the data: outside the training range, fits of sin(3x) with 16 or 64 units were worse than answering 0
# ([shown above](#What-one-wide-layer-promises)). Cybenko 1989; Leshno et al. 1993.

# %% [markdown]
# ## Summary
# - Forward: $Z = AW + b$, $A = f(Z)$, layer by layer.
# - Backward: a sum copies, a product swaps factors, ReLU opens or closes, several uses add up. The price: about two more forward
#   passes, and memory for activations.
# - Differences check it, if the step is right.
# - Backpropagation computes gradients; the optimizer changes weights.
# - Hidden layers move points so that a flat cut is enough.
# - Depth multiplies folds. A wide layer can fit, but promises nothing outside the data.

# %%
progress("03_mlp_and_backpropagation")

# %% [markdown]
# ## What to read next
# - Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors", 1986: four pages that made it known
#   (the method itself is older: Linnainmaa 1970).
# - Goodfellow, Bengio, Courville, *Deep Learning*, 2016, chapter 6.
# - Baydin, Pearlmutter, Radul, Siskind, "Automatic differentiation in machine learning: a survey", 2018.
# - Telgarsky, "Benefits of depth in neural networks", 2016.
#
# Next lesson: the function between the layers, the activation.
