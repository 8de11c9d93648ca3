# %% [markdown]
# # Lesson 05: Loss functions
# A network learns what its loss asks for, and nothing else. You will code the usual losses so that nothing overflows, see what each
# one asks for, and watch a confident mistake being unlearned, or not. At the end you can choose a loss for a task, and know
# which wrong choices stay silent.
#
# **Time** about three hours, one of them for the eight exercises, in two sittings: the break is marked ·
# **Before it** lesson 04; logarithms ·
# **Interview questions answered** 12

# %%
import numpy as np

from dlcourse import check, claim, data, hint, losses, nn, plots, progress, solution, widgets
from dlcourse.calibration import reliability
from dlcourse.experiments import calibration_run, divergences, line_fits, loss_runs

import keras
import tensorflow as tf
from keras import ops

rng = np.random.default_rng(0)

# %% [markdown]
# ## Which model is better?
# Two models predict the price of three houses. The true prices are 2, 4 and 6. Model A says 2, 4, 12: twice perfect, once 6 off.
# Model B says 5, 7, 9: always 3 off.
#
# **Predict.** Which model is better? Compute by hand, for each, the mean of the *squared* differences (MSE, mean squared error)
# and the mean of the *absolute* differences (MAE, mean absolute error).

# %% tags=["nbval-check-output"]
prices = np.array([2.0, 4.0, 6.0])
models = {"A": np.array([2.0, 4.0, 12.0]), "B": np.array([5.0, 7.0, 9.0])}
for name, p in models.items():
    print(f"model {name}: MSE {np.mean((p - prices) ** 2):4.1f}   MAE {np.mean(np.abs(p - prices)):.1f}")

# %% [markdown]
# MSE prefers B, MAE prefers A. Neither is wrong: squared, one error of 6 counts more than three of 3. A *loss function*
# turns predictions and truths into one number, and with it decides what "better" means. Does Keras count the same?

# %%
for name, p in models.items():
    theirs = [keras.losses.MeanSquaredError()(prices, p), keras.losses.MeanAbsoluteError()(prices, p)]
    ours = [losses.MeanSquaredError()(prices, p), losses.MeanAbsoluteError()(prices, p)]
    claim(f"For model {name} our two losses and Keras's agree up to rounding", np.abs(np.subtract(ours, theirs)), below=1e-6)
scores = {name: nn.mse_and_mae(prices, p) for name, p in models.items()}
claim("MSE prefers model B", scores["B"][0] < scores["A"][0])
claim("MAE prefers model A", scores["A"][1] < scores["B"][1])
claim("Squared, one error of 6 counts more than three of 3", 6**2, above=3 * 3**2)

# %% [markdown]
# ### A trap of shapes
# Keras predicts a column, shape (n, 1); targets often have shape (n,). NumPy and TensorFlow subtract such arrays without complaint:
# *every* prediction from *every* target, n × n differences.
#
# **Predict.** Targets (1, 2, 3), predictions perfect, but as a column. What is the mean of the nine squared differences? And for a model
# that always says 2?

# %% tags=["nbval-check-output"]
rising, perfect = np.array([1.0, 2.0, 3.0]), np.array([[1.0], [2.0], [3.0]])
constant = np.full((3, 1), 2.0)
print((rising - perfect) ** 2)
print(f"perfect {np.mean((rising - perfect) ** 2):.3f}   always 2 {np.mean((rising - constant) ** 2):.3f}")

# %% [markdown]
# The perfect model pays twice as much as the one that always answers the mean, and a network trained so learns just that: it
# answers the mean, whatever the input. Nothing warns you. (Keras's own losses bring both to one shape first; a loss of your own
# doesn't.) Train a small network on a rising curve, with the right difference and with the wrong one; `np.ptp` is the largest answer
# minus the smallest.

# %%
right, _ = loss_runs.skewed_by_loss(lambda y, p: ops.mean((y - p[:, 0]) ** 2), steps=600)
wrong, _ = loss_runs.skewed_by_loss(lambda y, p: ops.mean((y - p) ** 2), steps=600)
claim("With (n,) minus (n,) the answers rise by more than 2", np.ptp(right, axis=1), above=2)
claim("With (n,) minus (n, 1) they stay within 0.5 of one another", np.ptp(wrong, axis=1), below=0.5)
claim("Keras's own loss brings both to one shape: the perfect column costs 0", float(keras.losses.MeanSquaredError()(rising, perfect)), 0.0)
claim("A perfect column pays twice what the mean pays", np.mean((rising - perfect) ** 2) / np.mean((rising - constant) ** 2), 2, within=1e-9)

# %% exercise="mse_and_mae"

# %% [markdown]
# The lesson goes on with the package's versions, so nothing below depends on your answers.
#
# ## The best constant
# Suppose you may answer only one number, for everybody. Five people waited 1, 2, 3, 4 and 100 minutes. A third loss takes part, Huber's:
# squared up to a border δ, here 10 minutes, and straight beyond. Its formula comes below.
#
# **Predict.** Which single number has the lowest MSE? Which the lowest MAE? And what happens to all three if the 100 becomes 1000?

# %%
constants = np.arange(0, 301.0)
best = {}
for last in (100.0, 1000.0):
    waits = np.array([1.0, 2.0, 3.0, 4.0, last])
    for loss in line_fits.LOSSES:
        table = line_fits.mean_loss(waits - constants[:, None], loss, delta=10)
        best[loss, last] = constants[table.argmin()]
claim("MSE asks for the mean, 22", best["MSE", 100.0], 22)
claim("With 1000 it asks for 202", best["MSE", 1000.0], 202)
claim("MAE asks for the median, 3, both times", [best["MAE", 100.0], best["MAE", 1000.0]], 3)
claim("Huber's loss with δ = 10 asks for 5, both times", [best["Huber", 100.0], best["Huber", 1000.0]], 5)

# %% [markdown]
# MSE is lowest at the **mean**, MAE at the **median**: the number with as many people above as below. Why? The slope of
# $\sum (c - y_i)^2$ is $2 \sum (c - y_i)$, which is 0 at the mean. The slope of $\sum |c - y_i|$ is the number of targets below $c$
# minus the number above: it changes its sign at the median. How far away the 100 lies doesn't enter.

# %% [markdown]
# Real data: how far diabetes had advanced in 442 people, a year after they were measured (Efron and colleagues, 2004). Many values are low, a few are
# high. **Predict.** Which loss has its lowest point further to the right, MSE or MAE? Where do you expect Huber's, for a large δ and for a small one?

# %%
_, progression = data.diabetes()
constants = np.arange(100, 200, 0.1)
settings = {"MSE": 1, "MAE": 1, "Huber, δ = 100": 100, "Huber, δ = 10": 10}  # only Huber's loss looks at δ
table = {name: line_fits.mean_loss(progression - constants[:, None], name.split(",")[0], delta) for name, delta in settings.items()}
lowest = {name: constants[values.argmin()] for name, values in table.items()}
claim("MSE is lowest at the mean, 152", lowest["MSE"], progression.mean(), within=0.1)
middle_two = np.sort(progression)[220:222]
claim("MAE is equally low from 140 to 141, the two values in the middle", line_fits.mean_loss(progression - middle_two[:, None], "MAE"), table["MAE"].min(), within=1e-9)
claim("The median is halfway between them", np.median(progression), 140.5, digits=4)
claim("Huber with δ = 100 is lowest between them", lowest["Huber, δ = 100"], between=(145, 150))
claim("Huber with δ = 10 is lowest below both", lowest["Huber, δ = 10"], below=140, digits=4)
plots.loss_slices(constants, {loss: values / values.min() for loss, values in table.items()}, log=False, xlabel="one answer for everybody",
                  ylabel="mean loss, divided by its lowest", title="The loss decides which single answer is best")

# %% [markdown]
# Huber's loss nears MAE for small $\delta$ and MSE for large. On the way its lowest point often lies between theirs, but it needn't: with
# δ = 10 it lies below both (at 139.7, too near to 140 to be seen in the figure).

# %% [markdown]
# ## Three outliers
# An *outlier* is a point far from the rest; often somebody mistyped. Here are 30 points near the line $y = 2x + 1$, with $x$ from $-2$ to 2.
# The last three, at the right end, were written down 15 too high.
#
# **Predict.** Fit a line under MSE, one under MAE. The true slope is 2. What slopes will they find?

# %%
def slopes(loss, outliers=3):
    points = [data.line_with_outliers(30, seed, outliers=outliers) for seed in range(5)]
    return [line_fits.fit_line(x[:, 0], y, loss)[0] for x, y in points]


claim("Without outliers each of the three losses finds slope 2, within 0.2", np.ravel([slopes(loss, 0) for loss in line_fits.LOSSES]), 2, within=0.2)
claim("With three of them, MSE finds a slope of about 4", slopes("MSE"), 4, within=0.3)
claim("MAE stays near 2", slopes("MAE"), 2, within=0.25)
claim("Huber's loss, with delta 1, stays a little above 2", slopes("Huber"), between=(2.0, 2.5))

# %% [markdown]
# Five seeds each. Three points of thirty double the slope under MSE. Look at the first of the five.

# %%
x, y = data.line_with_outliers(30, 0)
lines = {loss: line_fits.fit_line(x[:, 0], y, loss) for loss in line_fits.LOSSES}
ends = np.array([-2.0, 2.0])
plots.fitted_curves(x, y, ends, {loss: slope * ends + start for loss, (slope, start) in lines.items()}, marked=np.arange(30) >= 27,
                    title="Three outliers turn the line of MSE, the others hardly")

# %% [markdown]
# Training feels a loss only through its slope: how hard an example pulls at its prediction. Call prediction minus target the *residual*
# $r$. Under MSE it pulls with $2r$, so a point that is 15 off pulls with 30, like 300 points that are 0.05 off. Under MAE every point
# pulls with 1, up or down, near or far: 27 good points outvote three bad ones.

# %%
claim("The slope of r² at 15 is 30", (15.001**2 - 14.999**2) / 0.002, 30, within=1e-6)
claim("So do 300 residuals of 0.05 pull together", 300 * (0.051**2 - 0.049**2) / 0.002, 30, within=1e-6)
claim("The slope of |r| is 1, at 0.05 as at 15", [(abs(r + 0.001) - abs(r - 0.001)) / 0.002 for r in (0.05, 15)], 1, within=1e-6)

# %% [markdown] questions=["s1-q48"]
# ### In an interview: what is the difference between MAE and MSE?
# MSE averages squared errors, MAE absolute ones. MSE is least for the conditional mean (that of the targets at equal inputs), and large errors rule it; MAE for the
# median, robust to outliers in the targets ([shown above](#Three-outliers)). MSE is smooth, its gradient shrinks
# near the minimum; MAE's keeps its size and jumps at 0: fixed steps overshoot. MAE keeps the targets' unit.
# Choose what you want predicted. Bishop 2006, section 1.5.5; Goodfellow et al. 2016, section 6.2.1.2.

# %% [markdown]
# ### Huber's compromise
# Can one have both: smooth near 0, robust far out? Huber (1964) joined them: squared up to a distance $\delta$, straight beyond,
# $$\ell_\delta(r) = \begin{cases} r^2/2 & |r| \le \delta \\ \delta\,|r| - \delta^2/2 & |r| > \delta \end{cases}$$
#
# **Predict.** $\delta = 1$. What is the loss of $r = 0.5$, of 1, of 15? How hard does $r = 15$ pull?

# %% tags=["nbval-check-output"]
r = np.array([0.5, 1.0, 1.001, 15.0])
print("loss", nn.huber(np.zeros(4), r, 1.0).round(4), "  pull", np.clip(r, -1, 1))

# %% [markdown]
# The subtracted $\delta^2/2$ makes the pieces meet: no jump at 1. The pull is $r$ itself, but never more than $\delta$.

# %% exercise="huber"

# %% [markdown]
# Move $\delta$ and watch loss, slope and line at once. From which $\delta$ on does the line change no more?

# %%
widgets.huber_slider(x, y)

# %% [markdown]
# Four settings side by side. The outliers lie about 15 above the rest. **Predict** which line a $\delta$ of 20 gives, larger than every residual.

# %%
deltas = (0.3, 1.5, 5, 20)
fits = {delta: line_fits.fit_line(x[:, 0], y, "Huber", delta) for delta in deltas}
claim("The larger delta, the steeper the line", np.diff([fits[delta][0] for delta in deltas]), above=0)
claim("At delta 20 it is the line of MSE", np.abs(fits[20] - lines["MSE"]).max(), below=1e-6)
residual = y - fits[20][0] * x[:, 0] - fits[20][1]
claim("No residual is larger than 10 then, so all are squared, and a delta of 10 gives the same line", np.abs(residual).max(), below=10)
claim("At delta 0.3 its slope is within 0.1 of that of MAE", fits[0.3][0], lines["MAE"][0], within=0.1)
plots.huber_fits(x, y, fits, title="A small δ hardly sees the outliers, a large one follows them")

# %% [markdown]
# Each outlier beyond $\delta$ pulls with $\delta$, so the line follows bit by bit. Once $\delta$ exceeds every residual, Huber's loss is half of
# MSE on all points, and the line is MSE's.

# %% [markdown] questions=["s1-q49"]
# ### In an interview: how does the Huber loss treat outliers?
# It squares residuals up to delta and grows linearly beyond, joined so that value and slope fit. So no example pulls harder than
# delta: outliers keep a vote, of limited weight. Small delta: nearly MAE, scaled; large: half of MSE. Delta has the targets'
# unit: scale them, or choose it by the size of ordinary errors. It guards against bad targets, not against
# inputs far from all others. [Shown above](#Huber's-compromise). Huber 1964; Hastie, Tibshirani, Friedman 2009, section 10.6.

# %% [markdown]
# ## The landscape that a loss makes
# A line has two weights, slope and intercept. Each pair has a mean loss, so the data and the loss together make a landscape, and training
# walks downhill in it. **Predict.** Same model, same 30 points: in which landscape does the lowest point lie far from the true line?

# %%
slope, intercept = np.linspace(0, 6, 61), np.linspace(-2, 6, 65)
residuals = y - (slope[:, None] * x[:, 0] + intercept[:, None, None])
surfaces = {loss: line_fits.mean_loss(residuals, loss) for loss in line_fits.LOSSES}
far = {loss: np.linalg.norm(line - [2, 1]) for loss, line in lines.items()}
claim("The lowest point of MSE lies more than 2 from the true (slope, intercept)", far["MSE"], above=2)
claim("Those of MAE and Huber lie within 0.4", [far["MAE"], far["Huber"]], below=0.4)
plots.loss_surfaces(slope, intercept, surfaces, marks={"true line": (2, 1)}, title="One model, the same data, three landscapes")

# %% [markdown] questions=["s1-q42"]
# ### In an interview: what is a loss function?
# A function that turns predictions and targets into one number that is small when the predictions are good. Training minimizes its
# mean over the data by gradients, so it must have useful slopes; accuracy, which is flat nearly everywhere, has none. It
# defines what is learned: with the same model and data, MSE, MAE and Huber have their minima at different weights
# ([shown above](#The-landscape-that-a-loss-makes)). Often it is a negative log-likelihood (next section). Goodfellow et al. 2016, sections 5.5 and 8.1.

# %% [markdown]
# ## Where the square comes from
# Why squares at all? Suppose each target is the prediction plus normal (Gaussian) noise of standard deviation $\sigma$. The *likelihood* is the
# density (the height of the bell curve) that the model gives to what was observed. Take minus its logarithm, per example:
# $$-\log p(y) = \frac{(y - \hat y)^2}{2\sigma^2} + \log\!\big(\sigma\sqrt{2\pi}\big)$$
#
# **Predict.** Three models, $\sigma$ fixed. Under which of them are the observed targets most likely? (The cell also tries another noise, *Laplace*,
# with density $e^{-|y - \hat y|/b} / (2b)$.)

# %%
def normal(y, mean, sigma):
    return np.exp(-(((y - mean) / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))


def laplace(y, middle, b):
    return np.exp(-np.abs(y - middle) / b) / (2 * b)


targets, predictions, s = rng.normal(size=101), rng.normal(size=(3, 101)), 1.7
mse = np.mean((targets - predictions) ** 2, axis=1)
mae = np.mean(np.abs(targets - predictions), axis=1)
surprises = {noise: -np.log(noise(targets, predictions, s)).mean(axis=1) for noise in (normal, laplace)}
grid = np.linspace(-60, 60, 120001)
claim("Both are densities: the area under each is 1", [noise(grid, 0.5, s).sum() * 0.001 for noise in surprises], 1, within=1e-5)
claim("Minus the mean log of the normal density is MSE, scaled and shifted", surprises[normal] - mse / (2 * s**2), np.log(s * np.sqrt(2 * np.pi)), within=1e-9)
claim("The same of the Laplace density is MAE, scaled and shifted", surprises[laplace] - mae / s, np.log(2 * s), within=1e-9)
claim("So the model with the lowest MSE is the most likely one under normal noise", surprises[normal].argmin() == mse.argmin())

# %% [markdown]
# Under the one with the lowest MSE. So MSE says: "I expect normal noise of the same size everywhere." An outlier is nearly impossible under
# that belief, and the line bends to explain it. MAE believes in Laplace noise, whose tails are longer.

# %% [markdown] questions=["s1-q47"]
# ### In an interview: what is MSE, and when is it the right loss?
# The mean of squared differences between predictions and targets. It is right when you want the conditional mean. Minimizing it is
# maximum likelihood if the noise is normal with constant variance ([shown above](#Where-the-square-comes-from)).
# It fits less well with outliers, with noise that grows with the target, or behind a sigmoid,
# where its gradient nearly vanishes for confident mistakes. Its unit is squared; report the root, RMSE. Bishop 2006, sections 1.2.5 and 1.5.5.

# %% [markdown] questions=["s1-q45"]
# ### In an interview: which losses are used for regression?
# MSE asks for the mean, MAE for the median, Huber for a robust compromise with smooth slopes
# ([shown above](#The-best-constant)); log-cosh is a smooth relative of Huber. The quantile (pinball) loss asks for any quantile
# ([shown below](#You-get-what-you-ask-for)), for instance a delivery time that holds nine times of ten. Counts have the Poisson loss; for positive targets over several
# orders of magnitude take logarithms. Choose by what should be predicted.
# Bishop 2006, section 1.5.5; Koenker, Bassett 1978 (quantiles).

# %% [markdown]
# ## Three numbers that Keras keeps apart
# A model with one weight $w = 1$ says 1, 2, 3 where the truth is 1, 3, 5. Its weight is penalized with $0.1\,w^2$ (lesson 09 says why).
#
# **Predict.** Three squared errors, their mean, the mean plus the penalty. Which of them does Keras report as `loss`?

# %%
inputs, targets = np.array([[1.0], [2.0], [3.0]]), np.array([[1.0], [3.0], [5.0]])
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False, kernel_regularizer=keras.regularizers.L2(0.1))])
model.set_weights([np.array([[1.0]])])
model.compile(loss="mse", metrics=["mse"])
report = model.evaluate(inputs, targets, verbose=0, return_dict=True)
per_example = keras.losses.MeanSquaredError(reduction="none")(targets, model(inputs)).numpy()
claim("The examples' losses are 0, 1 and 4", per_example, [0, 1, 4])
claim("The metric is their mean, 5/3", report["mse"], 5 / 3, within=1e-6)
claim("What Keras reports as loss is that plus the penalty", report["loss"], 5 / 3 + 0.1, within=1e-6)

# %% [markdown]
# The reported loss is what the optimizer descends: mean plus penalty. That is why a training "loss" can be higher than
# the error you compute by hand. The penalty belongs to the weights, not to an example: it is added once, however many examples a
# batch has.

# %% exercise="reduce_loss"

# %% [markdown] questions=["s1-q43"]
# ### In an interview: what is the difference between loss, cost and objective?
# By a common convention: the loss belongs to one example, the cost is its mean over the data, the objective is what is
# optimized: cost plus penalties, minimized or (as a likelihood) maximized. Many authors use the words interchangeably, so ask.
# A metric, such as accuracy, only reports. Keras calls the whole objective "loss"
# ([shown above](#Three-numbers-that-Keras-keeps-apart)). Goodfellow et al. 2016, section 4.3, call cost, loss and error function
# the same; penalties: section 7.1.

# %% [markdown]
# A good place for a break. So far the answers were numbers. Next they are probabilities of classes.
# If you closed the notebook meanwhile, put the cursor here and choose Run, then *Run All Above Selected Cell*.

# %% [markdown]
# ## How surprised are you?
# A forecaster gave rain a probability $p$, and it rained. How bad was the forecast? Take the *surprise* $-\log p$ (natural logarithm; its unit
# is called *nat*). Certain and right: $-\log 1 = 0$. A coin: $-\log 0.5 = 0.69$.
#
# **Predict.** Rain was given 0.9 and came; was given 0.1 and came; was given 0.01 and came. Move the slider to check.

# %%
widgets.surprise_slider()

# %% [markdown]
# The same curve at four places, each with its tangent. The dashed curve is the squared error of the same forecast.

# %%
claim("Half the probability always adds log 2 = 0.693 to the surprise", [np.log(p) - np.log(p / 2) for p in (1, 0.5, 0.01, 1e-9)], 0.693, within=1e-3)
claim("The squared error of a forecast never exceeds 1", [(1 - p) ** 2 for p in np.linspace(0, 1, 101)], between=(0, 1))
claim("The surprise at one in a million exceeds 13", -np.log(1e-6), above=13)
claim("Mean surprise is minus the log of the likelihood (the product), per example", -np.log(0.9 * 0.5 * 0.1) / 3, np.mean(-np.log([0.9, 0.5, 0.1])), within=1e-12)
plots.surprise([0.9, 0.5, 0.1, 0.01], title="The less expected, the larger the surprise, without a ceiling")

# %% [markdown]
# So the three forecasts cost 0.105, 2.30 and 4.61. Why the logarithm? Probabilities of independent events multiply, and logarithms turn products into sums. The mean surprise over a
# data set is minus the logarithm of its likelihood, per example: minimizing it makes the data most probable. This mean is called
# *cross-entropy*. And saying 0 for what then happens costs infinitely much.

# %% [markdown]
# ### By hand, in NumPy, in Keras
# A network gives three classes the *logits* (scores before softmax, lesson 04) $z = (2, 1, 0)$. The true class is the first.
#
# **Predict.** $e^2 = 7.39$, $e^1 = 2.72$, $e^0 = 1$: their sum is 11.11. What is $p$ of the first class, and what is $-\log p$?
# Then: what would the loss be if the last class were true?

# %% tags=["nbval-check-output"]
z = np.array([2.0, 1.0, 0.0])
powers = np.exp(z)
p = powers / powers.sum()
print("p", p.round(3), "  surprise of each class", (-np.log(p)).round(3))
print("log of the sum minus z:", (np.log(powers.sum()) - z).round(3))

# %% [markdown]
# Both lines agree: $-\log p_y = \log \sum_k e^{z_k} - z_y$. The second form needs no division and no softmax.
# Here three ways meet. Keras's *sparse* loss takes the class as a whole number, 0 or 2.

# %%
labels, logits = np.array([0, 2]), np.array([[2.0, 1.0, 0.0], [2.0, 1.0, 0.0]])
theirs = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")(labels, logits).numpy()
ours = losses.sparse_categorical_crossentropy(labels, logits, from_logits=True).numpy()
claim("The first class costs 0.408, the last 2.408: by hand and in NumPy", nn.sparse_categorical_crossentropy(labels, logits) - [0.408, 2.408], 0, within=1e-3)
claim("Keras gives the same, up to rounding in float32", theirs - nn.sparse_categorical_crossentropy(labels, logits), 0, within=1e-6)
claim("So does our tensor version", ours - theirs, 0, within=1e-6)

# %% exercise="sparse_categorical_crossentropy"

# %% [markdown] questions=["s4-q22"]
# ### In an interview: what is the formula of cross-entropy, and how do you compute it by hand?
# For a true distribution y and predictions p over K classes: −Σₖ yₖ log pₖ, averaged over the examples. With one-hot labels one
# term is left: minus the log of the true class's probability. Logits (2, 1, 0), first class true: p = 7.39/11.11 = 0.67,
# loss 0.41 ([shown above](#By-hand,-in-NumPy,-in-Keras)). Two classes: −y log p − (1−y) log(1−p). In code:
# log-sum-exp minus the true logit. Bishop 2006, sections 4.3.2 and 4.3.4.

# %% [markdown]
# ### Five names
# Binary, categorical and sparse categorical cross-entropy, Kullback-Leibler divergence (KL, $\sum_k y_k \log (y_k / p_k)$, with $0 \log 0 = 0$;
# more below), MSE: five losses of Keras, and one prediction, $p = (0.7, 0.2, 0.1)$ with the first class true.
#
# **Predict.** Which of the five give the same number?

# %%
first_true, p = np.array([[1.0, 0.0, 0.0]]), np.array([[0.7, 0.2, 0.1]])
names = ("BinaryCrossentropy", "CategoricalCrossentropy", "KLDivergence", "MeanSquaredError")
five = {name: float(getattr(losses, name)()(first_true, p)) for name in names}
five["SparseCategoricalCrossentropy"] = float(losses.SparseCategoricalCrossentropy()(np.array([0]), p))
for name, value in five.items():
    truth = np.array([0]) if name.startswith("Sparse") else first_true
    print(f"{name:30s} {value:.3f}   Keras {float(getattr(keras.losses, name)()(truth, p)):.3f}")

# %% [markdown]
# Categorical, sparse and KL agree: for one-hot labels all three are $-\log 0.7$. *Sparse* only means that the label is a number
# instead of a one-hot row. *Binary* treats the three entries as three separate yes-or-no questions and averages them: $-(\log 0.7 + \log 0.8 + \log 0.9)/3$. For two classes,
# though, one sigmoid and a softmax over the logits $(0, z)$ are the same model: $e^z / (e^0 + e^z) = 1/(1 + e^{-z})$.

# %%
three = ["CategoricalCrossentropy", "SparseCategoricalCrossentropy", "KLDivergence"]
claim("Three of the five are -log 0.7", [five[name] for name in three], -np.log(0.7), within=1e-5)
claim("Binary is the mean over three questions", five["BinaryCrossentropy"], -np.mean(np.log([0.7, 0.8, 0.9])), within=1e-5)
truth, z = rng.integers(0, 2, 101), rng.normal(scale=4, size=101)
pairs = np.stack([np.zeros(101), z], axis=1)
binary = nn.bce_from_logits(truth, z)
categorical = losses.categorical_crossentropy(np.eye(2)[truth], pairs, from_logits=True).numpy()
claim("For two classes binary and sparse agree", np.abs(binary - nn.sparse_categorical_crossentropy(truth, pairs)).max(), below=1e-7)
claim("And binary and categorical, from one-hot labels", np.abs(binary - categorical).max(), below=1e-5)

# %% [markdown] questions=["s1-q44"]
# ### In an interview: which losses are used for classification?
# Classes that exclude each other: softmax with categorical cross-entropy; "sparse" is the same number from integer labels
# ([shown above](#Five-names)). Yes or no, or several labels: sigmoids and binary cross-entropy. Imbalance: class
# weights or focal loss, which plays down easy examples. Soft labels: cross-entropy or KL. Hinge asks for a lead. Squared error
# on linear outputs can match them. Give the loss logits where it can take them. Goodfellow et al. 2016, section 6.2.2; Lin et al. 2017 (focal).

# %% [markdown]
# ## Never take the log of a sigmoid
# Computers round. In float32, $\sigma(-1000)$ is exactly 0. Three ways to the binary cross-entropy of a logit $z$ with $y = 1$: the logarithm
# of the sigmoid; a loss that is given the probability and clips it at $10^{-7}$, as Keras does; and a loss that is given the logit. (A fourth row:
# the probability from Keras's own sigmoid.)
#
# **Predict.** What do they say at $z = -20$ and at $z = -1000$, and which gradients?

# %%
ways = {
    "log of sigmoid": lambda y, z: -tf.math.log(tf.sigmoid(z)),
    "probability": lambda y, z: keras.losses.BinaryCrossentropy()(y, tf.sigmoid(z)),
    "own sigmoid": lambda y, z: keras.losses.BinaryCrossentropy()(y, keras.activations.sigmoid(z)),
    "logit": lambda y, z: keras.losses.BinaryCrossentropy(from_logits=True)(y, z),
}
found = {}
for name, way in ways.items():
    for start in (-10.0, -20.0, -1000.0):
        logit = tf.Variable([[start]])
        with tf.GradientTape() as tape:
            value = way(tf.ones((1, 1)), logit)
        found[name, start] = value.numpy().item(), tape.gradient(value, logit).numpy().item()
        print(f"{name:15s} z = {start:6g}   loss {found[name, start][0]:7.2f}   gradient {found[name, start][1]:6.3f}")

# %% [markdown]
# The log of the sigmoid breaks: infinite loss, gradient NaN. (With $y = 0$ it breaks far sooner: $1 - \sigma(20)$ is 0.) The clipped probability is worse, because it is quiet: the loss stops at
# $-\log 10^{-7} = 16.12$, and the gradient is 0, so the worst mistakes teach nothing. The logit tells the truth: about $|z|$, slope −1.
# (Given its own sigmoid, Keras looks back for the logits and uses them. Don't count on it elsewhere.)

# %%
claim("At -1000 the log of the sigmoid is infinite", np.isinf(found["log of sigmoid", -1000.0][0]))
claim("Its gradient is not a number", np.isnan(found["log of sigmoid", -1000.0][1]))
claim("In float32, 1 - sigmoid(20) is exactly 0", float(1 - tf.sigmoid(20.0)), 0.0)
claim("The clipped loss stops at 16.12, minus the log of 1e-7", [found["probability", z][0] for z in (-20.0, -1000.0)], -np.log(1e-7), within=0.01, digits=4)
claim("Its gradient there is 0", [found["probability", z][1] for z in (-20.0, -1000.0)], 0.0)
claim("The loss from logits at -1000 is 1000, also when Keras finds them behind its own sigmoid", [found[way, -1000.0][0] for way in ("logit", "own sigmoid")], 1000.0)
claim("Its gradient is -1", [found[way, -1000.0][1] for way in ("logit", "own sigmoid")], -1.0)

# %% [markdown]
# How is it done? On paper, before anything is rounded. Start with $y = 1$: put $\sigma(z) = 1/(1 + e^{-z})$ into $-\log\sigma(z)$, and you get
# $\log(1 + e^{-z})$. For $z > 0$ that exponential is below 1: safe. For $z = -1000$ it overflows, though the loss is only 1000. What can you take out
# of the logarithm? Do the same for $y = 0$. Then look for one formula for both labels and both signs.

# %% exercise="bce_from_logits"

# %% [markdown]
# The package's version, at the two logits that broke everything else. **Predict** the four losses: $z = 1000$ and $z = -1000$, each with $y = 1$ and with $y = 0$.

# %%
truth, far_out = np.array([1.0, 0.0, 1.0, 0.0]), np.array([1000.0, 1000.0, -1000.0, -1000.0])
theirs = keras.losses.BinaryCrossentropy(from_logits=True, reduction="none")(truth[:, None], far_out[:, None]).numpy()
claim("Right and sure costs 0, wrong and sure costs 1000: no more, no less", nn.bce_from_logits(truth, far_out), [0, 1000, 1000, 0])
claim("Keras's loss, told from_logits=True, says the same", theirs, [0, 1000, 1000, 0])

# %% [markdown]
# ## A confident mistake
# A sigmoid neuron says $z = -10$, so $p = 0.000045$, and the truth is 1. It could hardly be more wrong. It learns by the slope of the
# loss with respect to $z$.
#
# **Predict.** Under squared error $(p - 1)^2$, and under cross-entropy: roughly how large is that slope? A tenth, a thousandth, less?

# %%
z = -10.0
p = 1 / (1 + np.exp(-z))
square, entropy = 2 * (p - 1) * p * (1 - p), p - 1
print(f"squared error {square:.1e}   cross-entropy {entropy:.5f}   ratio {entropy / square:,.0f}")
claim("Under squared error the slope is about -9.1e-5", square, -9.1e-5, within=1e-6)
claim("Under cross-entropy it is nearly -1", entropy, -1, within=1e-4)
claim("Cross-entropy pulls more than ten thousand times as hard", entropy / square, above=1e4)

# %% [markdown]
# The reason is the chain rule. Squared error gives $2(p - y)$, and the sigmoid multiplies it by its own slope $p(1 - p)$, which is
# nearly 0 when the neuron is sure. Cross-entropy has $-1/p$ in its place, which cancels the tiny $p$ exactly:
# $$\frac{\partial}{\partial z}\big(-\log \sigma(z)\big) = -\frac{1}{p}\,p\,(1 - p) = p - 1$$
# Error, and nothing else: the more wrong, the harder the pull.

# %%
z = np.linspace(-12, 6, 361)
p = nn.sigmoid_stable(z)
curves = {"cross-entropy": nn.bce_from_logits(np.ones(361), z), "squared error": (p - 1) ** 2}
pulls = {name: slope(1, p) for name, slope in loss_runs.SLOPES.items()}
claim("Cross-entropy pulls harder the more wrong the neuron is", np.diff(np.abs(pulls["cross-entropy"])), below=0)
claim("Squared error pulls most between -2 and 0, where the neuron is unsure", z[np.abs(pulls["squared error"]).argmax()], between=(-2, 0))
plots.loss_and_slope(z, curves, pulls, mark=-10, xlabel="logit z (true class: 1)", slope_label="slope of the loss over z",
                     title="Confidently wrong: cross-entropy pulls, squared error lies flat")

# %% [markdown]
# ### Training from a wrong start
# Now train. Two separable clouds, one sigmoid neuron, and a start that is exactly the wrong way round: all 200 points wrong, logits of size 10 on average.
# Gradient descent, ten seeds, 3,000 steps. The losses differ in scale, so one learning rate for both could be unfair: each loss gets the same four, 0.5, 5, 50 and 500.
#
# **Predict.** At rate 0.5, after how many steps are 95 of 100 points right? And does a large rate rescue squared error?

# %%
rates = (0.5, 5, 50, 500)
runs = {(loss, rate): loss_runs.recovery(loss, rate, 3000, seeds=range(10)) for loss in loss_runs.SLOPES for rate in rates}
needed = {key: loss_runs.steps_until(run, 0.95) for key, run in runs.items()}
later = {rate: needed["squared error", rate] - needed["cross-entropy", rate] for rate in rates}
claim("Every run starts with all points wrong", [run[:, 0].max() for run in runs.values()], 0.0)
claim("At rate 0.5 cross-entropy needs fewer than 100 steps", needed["cross-entropy", 0.5], below=100)
claim("Squared error needs more than 500, if it arrives at all", needed["squared error", 0.5], above=500)
claim("At 0.5, 5 and 50 squared error is later on every seed", np.ravel([later[rate] for rate in (0.5, 5, 50)]), above=0)
ones = loss_runs.class_1_at_the_end("squared error", 0.5, 3000, range(10))
claim("There it ends with all points in one class", np.maximum(ones, 1 - ones), 1.0)
at = [1, 3, 10, 30, 100, 300, 1000, 3000]
shown = {f"{loss}, rate {rate:g}": runs[loss, rate][:, at] for rate in (0.5, 50) for loss in loss_runs.SLOPES}
plots.learning_curves(at, shown, log=True, xlabel="steps", ylabel="accuracy", title="The same wrong start, the same rate: cross-entropy recovers sooner")

# %% [markdown]
# At 0.5 squared error ends at exactly one half. Its border has left both clouds, so every point gets the same class: half are wrong, and so surely
# that the slope is flat. A large rate does help. How much? The comparison isn't over before each loss has had a rate that suits it.

# %%
claim("At 50 squared error typically beats cross-entropy at 0.5", np.median(needed["squared error", 50]), below=np.median(needed["cross-entropy", 0.5]))
claim("At 500 it is no later than cross-entropy on at least one seed", later[500].min() <= 0)
claim("From 5 to 500 cross-entropy needs at most 20 steps on every seed", np.ravel([needed["cross-entropy", rate] for rate in rates[1:]]), below=21)
claim("At each of its rates squared error needs more than 100 on its worst seed", [needed["squared error", rate].max() for rate in rates], above=100)

# %% [markdown]
# A fair summary: at equal rates up to 50 cross-entropy was sooner on each seed. With a hundredfold rate squared error typically overtakes cross-entropy's slowest setting, and at 500
# it is sometimes as quick, sometimes lost. Cross-entropy is quick on every seed over a wide range of rates; among these four, squared error has no such rate.
#
# Adam (lesson 07) divides each step by the recent size of the gradient, so tiny gradients matter less. **Predict.** Does Adam make up for it?

# %%
adam = {(loss, rate): loss_runs.steps_until(loss_runs.recovery(loss, rate, 3000, adam=True), 0.95) for loss in loss_runs.SLOPES for rate in (0.05, 0.5)}
print({f"{loss}, {rate}": steps.tolist() for (loss, rate), steps in adam.items()})
claim("With Adam every run of squared error arrives within 3,000 steps", np.ravel([adam["squared error", rate] for rate in (0.05, 0.5)]), below=3000)
claim("At rate 0.5 it does so within 200", adam["squared error", 0.5], below=200)
claim("At 0.05 its slowest seed takes more than three times as long as its quickest", np.ptp(adam["squared error", 0.05]) / adam["squared error", 0.05].min(), above=2)
claim("At both rates, on each of five seeds, cross-entropy is still sooner", np.ravel([adam["squared error", rate] - adam["cross-entropy", rate] for rate in (0.05, 0.5)]), above=5)

# %% [markdown]
# It helps squared error, most at rate 0.5: within 200 steps instead of never. At 0.05 its seeds differ widely. At both rates
# cross-entropy, with Adam too, is sooner on each seed.
#
# ### Many classes, the same cancellation
# Behind a softmax it happens again.
#
# **Predict.** Logits $(2, 1, 0)$, so $p = (0.665, 0.245, 0.090)$; the *last* class is true. Which entries of the gradient with respect to the logits are negative, and
# what is their sum? Then compare the gradient with $p$: which rule do you see?

# %%
logits, labels = tf.Variable([[2.0, 1.0, 0.0]]), np.array([2])
with tf.GradientTape() as tape:
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, logits)
gradient = tape.gradient(loss, logits).numpy()[0]
print(gradient.round(3))
claim("Only the true class is negative: its logit is pushed up", (gradient < 0).tolist() == [False, False, True])
claim("The entries sum to 0, up to rounding", gradient.sum(), 0, within=1e-6)

# %% exercise="softmax_crossentropy_gradient"

# %% [markdown]
# Prediction minus truth, $p - y$ with $y$ one-hot, and a share of $1/n$ for each of $n$ examples. Does Keras's tape find the same for 13 random examples of
# 7 classes, one of them 1000 logits wrong?

# %%
labels, logits = rng.integers(0, 7, 13), tf.Variable(rng.normal(size=(13, 7)))
logits.scatter_nd_update([[0, (labels[0] + 1) % 7]], [1000.0])
with tf.GradientTape() as tape:
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, logits)
gaps = tape.gradient(loss, logits).numpy() - nn.softmax_crossentropy_gradient(labels, logits.numpy())
claim("Softmax minus the one-hot truth, over n, is what the tape finds", gaps, 0, within=1e-6)

# %% [markdown] questions=["s1-q50"]
# ### In an interview: why is cross-entropy preferred to squared error for classes?
# Because of confident mistakes. Behind a sigmoid, squared error has the slope 2(p−y)p(1−p), which vanishes when the model is sure
# and wrong; cross-entropy has p − y. At z = −10, y = 1: about −0.00009 against −1; from such a start, at equal rates, training recovers later
# ([shown above](#A-confident-mistake)). It is also the labels' negative log-likelihood.
# Not required: squared error on linear outputs can match it. Goodfellow et al. 2016, section 6.2.2; Hui, Belkin 2021.

# %% [markdown]
# ### Believe it or not: classification needs cross-entropy
# You may read that classification requires cross-entropy. Decide first. Below, one network learns digits under three losses: cross-entropy; squared error
# between its *linear* outputs and the one-hot label, without any softmax; and the categorical *hinge*, $\max(0,\ 1 + \max(0, \text{best wrong score}) - \text{right score})$: it only asks
# that the right score reaches 1 and leads by 1.

# %%
def one_hot(y):
    return ops.one_hot(y, 10)


cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
reads = {
    "cross-entropy": loss_runs.digits_by_loss(cross_entropy)[0],
    "squared error": loss_runs.digits_by_loss(lambda y, z: ops.mean(ops.sum((one_hot(y) - z) ** 2, axis=1)))[0],
    "hinge": loss_runs.digits_by_loss(lambda y, z: losses.CategoricalHinge()(one_hot(y), z))[0],
}
for name, values in reads.items():
    print(f"{name:14s} accuracy of three seeds {values.round(3)}")
claim("All three read more than 0.93 of new digits", np.ravel(list(reads.values())), above=0.93)
claim("Squared error and hinge stay within 0.03 of cross-entropy", np.ravel([reads[name] - reads["cross-entropy"] for name in ("squared error", "hinge")]), 0, within=0.03)

# %% [markdown] errata=["E031"]
# Not required. Without a sigmoid or softmax in the way, squared error has no flat region, and it reads digits as well. Hui and Belkin (2021) found it
# as good or better on most of their language and speech tasks, slightly behind in vision. What cross-entropy brings is a slope for confident mistakes and outputs meant as
# probabilities. That it pushes confidence up is no pure gain ([shown below](#Sure-is-not-right)).

# %% [markdown]
# ## Can the loss be zero?
# *Label smoothing* replaces the one-hot label of 10 classes by a softer one: 0.1 of the probability is spread evenly, so the true class gets 0.91 and each other 0.01.
#
# **Believe it or not.** You may read that cross-entropy measures the difference between two distributions.
# Decide: a model predicts exactly the label, (0.91, 0.01, …). There is no difference. Is its loss 0?

# %%
soft = np.full(10, 0.01)
soft[0] = 0.91
smoothed = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
floor = float(smoothed(np.eye(10)[:1], np.log(soft)[None]))
entropy = -(soft * np.log(soft)).sum()
others = 0.9 * soft + 0.1 * rng.dirichlet(np.ones(10), size=2000)
claim("The model that predicts the label itself has loss 0.5003", floor, 0.5003, within=1e-4, digits=4)
claim("That is the entropy of the label", floor, entropy, within=1e-5)
claim("None of 2000 predictions near it comes lower", -(np.log(others) @ soft), above=entropy)
claim("A model that is sure of the true class pays more", float(smoothed(np.eye(10)[:1], 20 * np.eye(10)[:1])), above=1)

# %% [markdown] errata=["E030"]
# Not 0. Cross-entropy is a sum of two parts: H(p, q) = H(p) + KL(p, q), with p the labels and q the predictions. The first, the *entropy* H(p) = −Σₖ pₖ log pₖ of
# the labels, is a floor that no model can go under; it is 0 only for one-hot labels. Only the second, the *Kullback-Leibler divergence*, tells how
# far q is from p, and it is 0 when they are equal. Cover and Thomas 2006, chapter 2.

# %% [markdown] questions=["s1-q46"]
# ### In an interview: how does the cross-entropy loss work?
# It is the model's mean surprise at the truth: −log of the probability it gave to the true class. Sure and right costs nearly 0, sure and
# wrong costs without limit, and the slope over the logits is simply p − y. Minimizing it is maximum likelihood. It equals the labels'
# entropy plus KL, so with soft labels its floor is not 0: 0.50 for smoothing 0.1 and ten classes
# ([shown above](#Can-the-loss-be-zero?)). Goodfellow et al. 2016, sections 3.13 and 5.5.

# %% [markdown]
# ## Two faces of one divergence
# $$\mathrm{KL}(p, q) = \sum_k p_k \log\frac{p_k}{q_k}$$
# is the mean extra surprise of someone who believes $q$ when $p$ is true.
#
# **Predict.** $p = (0.1, 0.4, 0.5)$, $q = (0.8, 0.15, 0.05)$. Is $\mathrm{KL}(p, q)$ the same as $\mathrm{KL}(q, p)$? Which outcome adds most to each?

# %%
p, q = np.array([0.1, 0.4, 0.5]), np.array([0.8, 0.15, 0.05])
forward, backward = nn.kl_divergence(p, q), nn.kl_divergence(q, p)
claim("KL(p, q) is 1.336", forward, 1.336, within=5e-4, digits=4)
claim("KL(q, p) is 1.401: not the same", backward, 1.401, within=5e-4, digits=4)
many = rng.dirichlet(np.ones(3), size=(2, 1000))
claim("None of 1000 random pairs has a divergence below 0", nn.kl_divergence(*many), above=0)
claim("Cross-entropy minus the entropy of p is KL(p, q)", -(p * np.log(q)).sum() + (p * np.log(p)).sum(), forward, within=1e-12)
plots.divergence_terms(p, q, names=["a", "b", "c"], title="The same two distributions, two divergences")

# %% [markdown]
# It weighs by its first argument: outcome c, likely under $p$ and unlikely under $q$, rules the one; outcome a the other. So it is no
# distance. Single terms may be negative; the sum never is.
#
# Conventions: $0 \log 0$ counts as 0, and if $q$ gives 0 to something that $p$ holds possible, the divergence is infinite.

# %% exercise="kl_divergence"

# %% [markdown]
# ### Cover everything, or pick one?
# Now the choice has consequences. The truth $p$ has two bumps; your model $q$ is a single normal curve. Find the best one, once by minimizing $\mathrm{KL}(p, q)$, once $\mathrm{KL}(q, p)$.
#
# **Predict.** Where will each curve sit: on one bump, in the middle, or wide over both? And if the bumps are close together?

# %%
places = np.linspace(-12, 12, 601)
bumps = {"bumps far apart": divergences.two_bumps(places, 2.0), "bumps close": divergences.two_bumps(places, 0.5)}
nearest = {name: divergences.closest_normals(places, density) for name, density in bumps.items()}
cover, pick = (nearest["bumps far apart"][way] for way in ("KL(p, q)", "KL(q, p)"))
claim("KL(p, q) puts mean 0 in the middle", cover[0], 0, within=0.01)
claim("And the standard deviation of p itself, 2.09", cover[1], np.sqrt(2**2 + 0.6**2), within=0.05)
claim("KL(q, p) sits on a bump, at 2 or -2", abs(pick[0]), 2, within=0.1)
claim("As wide as that bump, 0.6", pick[1], 0.6, within=0.1)
claim("What it pays for the bump it misses is log 2", pick[2], np.log(2), within=0.01)
near = [nearest["bumps close"][way] for way in nearest["bumps close"]]
claim("When the bumps are close both sit in the middle, 0.8 wide", [value for fit in near for value in fit[:2]], [0, 0.8, 0, 0.8], within=0.06)
middle = np.abs(places) < 6
parts = {name: [normal(places[middle], side * distance, 0.6) / 2 for side in (-1, 1)] for name, distance in zip(bumps, (2.0, 0.5))}
plots.density_fits(places[middle], {name: density[middle] for name, density in bumps.items()}, nearest, parts=parts, title="Far apart: KL(p, q) covers both bumps, KL(q, p) picks one")

# %% [markdown]
# $\mathrm{KL}(p, q)$, the *forward* one, punishes $q \approx 0$ where $p$ is not: $q$ must cover every bump and the empty middle with them (*mass-covering*).
# $\mathrm{KL}(q, p)$, the *reverse* one, punishes $q > 0$ where $p \approx 0$: $q$ avoids the middle and picks one bump (*mode-seeking*);
# where it sits, $p = q/2$, so it pays $\log 2$.
# With the bumps close together, the two agree. Maximum likelihood is the forward kind, with the data as $p$ and the model as $q$. Bishop 2006, section 10.1.2.

# %% [markdown]
# ### Believe it or not: KL, GANs and VAEs *(optional)*
# You may read that KL is used in GANs and VAEs (generative models, lesson 21), and that "cost" and "loss" are the same. Decide first.
# In a GAN a network, the *discriminator*, tells real data from generated ones: $d(x)$ is its probability for "real".
# Its reward is $V = \sum p \log d + \sum q \log(1 - d)$, $p$ the data, $q$ the generator. At $x$ the share $p/(p + q)$ is real: no $d$ is better.

# %%
p, q = rng.dirichlet(np.ones(7), size=2)
best = p / (p + q)
value = divergences.discriminator_value(p, q, best)
z = np.log(best / (1 - best))
bce = (p * nn.bce_from_logits(np.ones(7), z)).sum() + (q * nn.bce_from_logits(np.zeros(7), z)).sum()
rivals = divergences.discriminator_value(p, q, rng.uniform(0.01, 0.99, size=(5000, 7)))
mixture = (p + q) / 2
jsd = (nn.kl_divergence(p, mixture) + nn.kl_divergence(q, mixture)) / 2
claim("What a GAN's discriminator minimizes is binary cross-entropy: minus its reward", bce, -value, within=1e-9)
claim("None of 5000 discriminators earns more than p / (p + q)", rivals, below=value)
claim("That one earns -log 4 + 2 JSD", value, -np.log(4) + 2 * jsd, within=1e-9)

# %% [markdown]
# JSD, the *Jensen-Shannon divergence*, is the mean of the two KLs to the mixture $(p + q)/2$. A VAE does have a KL, with a closed form: for a normal
# with mean $\mu$ and deviation $\sigma$ against the standard one it is $(\mu^2 + \sigma^2 - 1)/2 - \log\sigma$. Check it against a sum over a fine grid.

# %%
mu, sigma = 0.7, 0.5
density, standard = normal(places, mu, sigma), normal(places, 0, 1)
numeric = (density * np.log(density / standard)).sum() * (places[1] - places[0])
claim("The closed form of a VAE's KL term is right", numeric, (mu**2 + sigma**2 - 1) / 2 - np.log(sigma), within=1e-6)

# %% [markdown] errata=["E032"]
# Half true. A VAE's loss holds a KL, from its code to a standard normal, *beside* a reconstruction term. The original GAN codes binary cross-entropies and no KL; only for the best possible discriminator does its value
# equal −log 4 + 2 JSD, with JSD the mean of two KLs to the mixture. Networks in training are seldom there. And loss and cost are one only by convention
# ([above](#Three-numbers-that-Keras-keeps-apart)). Goodfellow et al. 2014, section 4.1; Kingma, Welling 2014.

# %% [markdown] questions=["s4-q14"]
# ### In an interview: what is a cost function, and which ones should you know?
# The number that training makes small: the mean loss over the data, often with penalties. MSE for means, MAE and Huber when
# targets have outliers; binary cross-entropy for yes-or-no, categorical for one of K, sparse the same from integer labels;
# KL between distributions, as in a VAE's loss. On one-hot labels KL equals cross-entropy
# ([shown above](#Five-names)), and KL(p, q) is not KL(q, p) ([also above](#Two-faces-of-one-divergence)).
# Goodfellow et al. 2016, sections 3.13 and 6.2.

# %% [markdown]
# ## Sure is not right
# You may read that softmax gives the probabilities of the classes. **Decide first**, and **predict**: a network learns digits, but a fifth of the labels, old and
# new, are wrong, as with a hurried annotator. It trains for 200 steps, or for 2,000. On new digits: is it more often right after the long training? Is it surer?

# %%
answers = calibration_run.long_training(steps=(200, 2000), wrong=0.2)


def sure_and_right(labels, logits):
    p = nn.softmax(nn.Tensor(logits)).data
    return p.max(axis=1).mean(), np.mean(p.argmax(axis=1) == labels), reliability(labels, p).error


short, long = (np.array([sure_and_right(*run) for run in answers[steps]]).T for steps in (200, 2000))
for steps, (sure, right, _) in {200: short, 2000: long}.items():
    print(f"{steps:5,} steps: confidence {sure.round(2)}   right {right.round(2)}")
claim("Longer training makes it surer on each of three seeds", long[0] - short[0], above=0.1)
claim("And less often right", long[1] - short[1], below=-0.02)
claim("After 200 steps it is a little less sure than right", short[1] - short[0], between=(0, 0.1))
claim("It can't be right much more than 0.8 of the time: new labels are a fifth wrong too", [short[1], long[1]], below=0.83)
claim("After 2,000 it is too sure by more than 0.15", long[0] - long[1], above=0.15)
claim("The calibration error grows", long[2] - short[2], above=0.05)

# %% [markdown]
# A *reliability diagram* sorts the answers by confidence and asks how many of each group are right. On the diagonal, 0.8 means right in 80 of 100 cases.
# Below it, the model is too sure; above it, not sure enough. The *calibration error* is the mean gap, each group counted by the number of its answers:
# few answers make a wild point and count little. The three seeds' answers are drawn together.

# %%
def probabilities(steps):
    labels, logits = (np.concatenate(parts) for parts in zip(*answers[steps]))
    return labels, nn.softmax(nn.Tensor(logits)).data


plots.reliability_diagram({f"{steps:,} steps": probabilities(steps) for steps in (200, 2000)}, title="Trained long: surer than right")

# %% [markdown]
# Is the long training itself to blame, or the wrong labels? **Predict** the calibration error after 2,000 steps with clean labels. And one more property: what happens to the
# softmax if you add 100 to every logit?

# %%
clean = calibration_run.long_training(steps=(2000,), wrong=0.0)[2000]
claim("With clean labels the calibration error stays below 0.05", [sure_and_right(*run)[2] for run in clean], below=0.05)
claim("But there more than 0.93 are right, which leaves little room for a gap", [sure_and_right(*run)[1] for run in clean], above=0.93)
labels, logits = clean[0]
moved = nn.softmax(nn.Tensor(logits.astype(float) + 100)).data - nn.softmax(nn.Tensor(logits.astype(float))).data
claim("Adding 100 to each logit changes no probability", np.abs(moved).max(), below=1e-12)

# %% [markdown] errata=["E033"]
# Softmax gives positive numbers with sum 1. Whether 0.9 means "right in 90 of 100 cases" is a matter of training, and must be
# checked: with noisy labels and long training it was not so, with clean ones nearly. Guo and colleagues (2017) found modern deep networks too sure,
# and mended most of it by dividing the logits by one number, a *temperature* fitted on held-out data. The logits mean something only up to a constant. And the classes must exclude each other.

# %% [markdown]
# ## Two labels at once
# A photo shows a dog *and* a sofa, no car. You may read that binary cross-entropy is for problems with two classes. Decide first.
#
# **Predict.** The three logits are $(5, 5, -5)$. What do softmax and sigmoids say for dog and for sofa?

# %%
logits = np.array([[5.0, 5.0, -5.0]])
together, apart = nn.softmax_stable(logits)[0], nn.sigmoid_stable(logits)[0]
print("softmax", together.round(3), "  sigmoids", apart.round(3))
claim("At equal logits softmax gives dog and sofa at most one half each", together[:2], between=(0.499, 0.5))
claim("Two sigmoids give 0.99 each", apart[:2], 0.99, within=0.005)
many = nn.softmax_stable(rng.normal(scale=9, size=(10000, 3)))
claim("In 10,000 random logits softmax never puts two labels above one half", np.sort(many, axis=1)[:, 1].max(), below=0.5 + 1e-9)

# %% [markdown] errata=["E034"]
# Incomplete: binary cross-entropy also serves *multi-label* problems, with one sigmoid and one yes-or-no question for each label, and the mean over the labels. Softmax shares a single
# unit of probability among the classes, so it can't call two of them likely. Two classes that exclude each other are the special case of one label.
# Goodfellow et al. 2016, section 6.2.2.2.

# %% [markdown]
# ## Wrong pairings
# Loss, labels and output must fit. The last row of this table fails loudly in Keras; the others don't.
#
# | pairing | what happens |
# |---|---|
# | softmax, then `from_logits=True` | softmax is applied twice |
# | logits, without `from_logits=True` | they are clipped as if they were probabilities |
# | tanh outputs with cross-entropy | rescaled and clipped |
# | whole-number labels, categorical loss | error |
#
# **Predict** for the first three: is the accuracy on digits ruined, or hardly changed?

# %%
def softmax_by_hand(z):  # written out, because Keras would notice its own softmax and go back to the logits
    powers = ops.exp(z - ops.max(z, axis=1, keepdims=True))
    return powers / ops.sum(powers, axis=1, keepdims=True)


on_probabilities = keras.losses.SparseCategoricalCrossentropy()
pairings = {
    "right": cross_entropy,
    "softmax twice": lambda y, z: cross_entropy(y, softmax_by_hand(z)),
    "logits as probabilities": on_probabilities,
    "tanh outputs": lambda y, z: keras.losses.CategoricalCrossentropy()(one_hot(y), ops.tanh(z)),
}
read, reported = {}, {}
for name, loss in pairings.items():
    read[name], reported[name] = loss_runs.digits_by_loss(loss, steps=(60, 600))

# %% [markdown]
# Three seeds each, after 60 and after 600 steps. First the pairing that fails loudly.

# %%
try:
    keras.losses.CategoricalCrossentropy()(np.array([0, 2]), np.full((2, 3), 1 / 3))
    refused = False
except ValueError:
    refused = True
claim("Whole-number labels are refused by Keras's categorical loss", refused)
claim("After 60 steps softmax twice is behind on each seed", (read["right"] - read["softmax twice"])[:, 0], above=0.02)
claim("After 600 it has caught up", (read["right"] - read["softmax twice"])[:, 1], 0, within=0.03)
claim("Its loss still can't get below log(1 + 9/e) = 1.46", reported["softmax twice"][:, 1], above=np.log(1 + 9 / np.e))
claim("With logits as probabilities the loss stops near log 10 = 2.30", reported["logits as probabilities"][:, 1], np.log(10), within=0.1)
claim("Logits as probabilities and tanh outputs read fewer than half of the digits", [read[name][:, 1].max() for name in ("logits as probabilities", "tanh outputs")], below=0.5)
bars = {f"{steps} steps": {name: values[:, i] for name, values in read.items()} for i, steps in enumerate((60, 600))}
plots.bars_with_spread(bars, xlabel="accuracy on new digits", title="Two wrong pairings ruin the training, one only slows it")

# %% [markdown]
# Logits below 0 are all clipped to $10^{-7}$: ten equal classes, loss $\log 10$, and gradient 0 as [above](#Never-take-the-log-of-a-sigmoid).
# The softmax twice is the treacherous one: in the end the accuracy is fine, only the training is slow and the loss strangely high. Its inputs lie between 0 and 1, so the
# second softmax can't give any class more than $e/(e + 9) = 0.23$.

# %% [markdown]
# A low loss proves nothing, either. Feed Keras tanh outputs $(-0.9, 0.9, -0.9)$ with the middle class true (label 1), and then a row that is wrong.

# %%
for row in ([-0.9, 0.9, -0.9], [0.9, -0.9, -0.9]):
    row = np.array([row])
    dense, sparse = keras.losses.CategoricalCrossentropy()(np.array([[0.0, 1.0, 0.0]]), row), keras.losses.SparseCategoricalCrossentropy()(np.array([1]), row)
    print(row[0], f"categorical {float(dense):.2f}   sparse {float(sparse):.2f}")
    right = row[0, 1] > 0
    claim(f"The {'right' if right else 'wrong'} row costs {'16' if right else '0'} under the categorical loss", float(dense), 16.1 if right else 0.0, within=0.2)
    claim(f"And {'0' if right else '16'} under the sparse one", float(sparse), 0.0 if right else np.log(0.9 / 1e-7), within=0.01)

# %% [markdown]
# The categorical loss divides by the sum of the row, which is negative here, so right and wrong swap. The sparse one clips to $10^{-7}$ first, so
# the order survives. Our own losses refuse such numbers where they can be seen.
# Now write the table that prevents all this.

# %% exercise="choose_loss"

# %% [markdown]
# ## You get what you ask for
# One last experiment. The targets are waiting times: mostly short, sometimes long. At $x$ they are $1 + 2x$ plus a random part whose *exponential* distribution has the
# mean $x + \frac12$. One small network, four losses. The fourth is the *quantile loss* for 0.9 (also *pinball loss*): too low costs nine times as much as too high.
#
# **Predict.** Order the four curves from the lowest to the highest.

# %%
def pinball(y, p):
    r = y - p[:, 0]
    return ops.mean(ops.maximum(0.9 * r, -0.1 * r))


asked = {
    "MAE": lambda y, p: ops.mean(ops.abs(y - p[:, 0])),
    "Huber, delta 1": lambda y, p: losses.Huber(delta=1.0)(y[:, None], p),
    "MSE": lambda y, p: ops.mean((y - p[:, 0]) ** 2),
    "quantile 0.9": pinball,
}
learned = {name: loss_runs.skewed_by_loss(loss) for name, loss in asked.items()}

# %% [markdown]
# For these targets the truth is known. An exponential number exceeds its mean with probability $1/e$, so a share of $1 - 1/e = 0.63$ lies below the mean, one half below the median, 0.9 below the quantile 0.9.
# Compare with the share of 20,000 new targets that lie below each network's answer. In the figure each curve is the mean of three seeds;
# Huber's lies only a little above MAE's.

# %%
share = {name: below for name, (_, below) in learned.items()}
claim("Half of new targets lie below what MAE learned: it learned the median", share["MAE"], 0.5, within=0.1)
claim("About 0.63 lie below what MSE learned: the mean", share["MSE"], 1 - 1 / np.e, within=0.06)
claim("Huber lies between on each seed", [a < h < b for a, h, b in zip(share["MAE"], share["Huber, delta 1"], share["MSE"])])
gap = (learned["Huber, delta 1"][0] - learned["MAE"][0]).mean(axis=0)
claim("Huber's mean curve lies above MAE's, by less than 0.3", gap, between=(0, 0.3))
claim("0.9 lie below what the quantile loss learned", share["quantile 0.9"], 0.9, within=0.03)
seen, waited = loss_runs.skewed_targets(400, 0)
plots.fitted_curves(seen, waited, loss_runs.GRID, {name: curves for name, (curves, _) in learned.items()}, limits=(0, 9), ylabel="waiting time",
                    title="One network, four losses, four answers")

# %% [markdown] questions=["s1-q51"]
# ### In an interview: how does the choice of the loss change what a network learns?
# It decides what is predicted: on skewed targets the same network learns the mean under MSE, the median under MAE, a quantile under the
# quantile loss ([shown above](#You-get-what-you-ask-for)). It decides which examples pull: outliers, or confident mistakes. And it must fit
# the output: logits taken for probabilities can ruin the training, a softmax applied twice slows it without an error.
# Koenker, Bassett 1978; Bishop 2006, section 1.5.5; Goodfellow et al. 2016, section 6.2.

# %% [markdown]
# ## Summary
# - A loss says what "better" means. MSE asks for the mean, MAE for the median, Huber is a compromise, a quantile loss asks for a quantile.
# - Cross-entropy is mean surprise. From logits its slope is $p - y$: confident mistakes are corrected first. Squared error behind a sigmoid hardly notices them.
# - Compute cross-entropy from logits, never from a rounded probability.
# - $H(p, q) = H(p) + \mathrm{KL}(p, q)$, and $\mathrm{KL}$ has two faces.
# - Confidence is not accuracy; and a wrong pairing seldom says so.

# %%
progress("05_losses")

# %% [markdown]
# ## What to read next
# - Huber, "Robust Estimation of a Location Parameter", 1964: the loss, from the question of how wrong a model of the noise may be.
# - Koenker and Bassett, "Regression Quantiles", 1978.
# - Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", 2017.
# - Hui and Belkin, "Evaluation of Neural Architectures Trained with Square Loss vs Cross-Entropy in Classification Tasks", 2021.
# - Cover and Thomas, *Elements of Information Theory*, chapter 2: entropy and divergence.
#
# Next lesson: how gradients become steps.
