# %% [markdown]
# # Start here
# This page shows you how a lesson works. It takes ten minutes. At the end you will have solved a first exercise and
# know where to go next.
#
# You need Python, and arrays as NumPy has them. You don't need a graphics card or the internet.

# %% [markdown]
# ## Cells, and how to run them
# A notebook is a column of **cells**. Some hold text, like this one. Others hold code.
#
# Click on the cell below, then press **Shift + Enter**. The code runs, its result appears under it, and the next cell
# is chosen. You can also run everything from the menu: *Run*, then *Run All Cells*.

# %% tags=["nbval-check-output"]
sum([1, 2, 3])

# %% [markdown]
# ## Predict, then run
# Lessons ask you to **predict** before you run a cell. Write a number down; being wrong is how you find out what you
# did not know yet.
#
# **Predict.** The next cell tosses a coin 1,000 times and counts heads. It does this five times, each with another
# *seed*, the number that fixes what a random generator draws. How far from 500 will the farthest count be: about 3, 30
# or 300?

# %%
import numpy as np

from dlcourse import check, claim, hint, plots, progress, solution

heads = [int(np.random.default_rng(seed).integers(0, 2, size=1000).sum()) for seed in range(5)]
heads

# %% [markdown]
# About 30 is the best guess. The *standard deviation*, the usual distance from the mean, of such a count is
# $\sqrt{1000 \cdot \tfrac12 \cdot \tfrac12} \approx 16$. The farthest of five lies, as a rule, one to three of these away.

# %% [markdown]
# ## Every number is measured again
# The next line is a **claim**: a sentence of the course, and the numbers that make it true. It is measured whenever the
# notebook runs. If it did not hold, the notebook would stop there with an error, and the lesson could not be published.

# %% tags=["nbval-check-output"]
claim("Heads of 1,000 tosses stay within 60 of 500", heads, 500, within=60)

# %% [markdown]
# ## Exercises answer
# An exercise has a cell for your code and a cell that checks it. The check says what is wrong, and, where it knows the
# mistake, what was misunderstood. You can try as often as you like. Nothing is lost: attempts are kept on your own
# computer, and only there.

# %% exercise="double"

# %% [markdown]
# ## If you are stuck
# - `hint("double")` gives a hint. Each further call gives one more.
# - `solution("double")` shows a solution, with a reason for each step.
# - Broke something? In a terminal, `dlcourse reset double` puts the exercise back, and
#   `dlcourse reset 01` gives you a fresh copy of lesson 01. Your old file stays beside it.
# - `dlcourse doctor` looks at your installation, and says what to do about what it finds.
# - `dlcourse ask "why do we need a bias"` searches the interview questions.

# %% [markdown]
# ## The map of the course
# Six parts, 24 lessons. Each builds on the ones before it. Filled boxes can be opened today.

# %%
from dlcourse.course import LESSONS

plots.course_map(LESSONS, title="From one neuron to transformers, in six parts")

# %% [markdown]
# ## Your progress
# This panel shows what you have solved so far. Run the cell again whenever you like, or type `dlcourse progress` in a
# terminal.

# %%
progress()

# %% [markdown]
# ## Where to go next
# Open [lesson 01: What deep learning is (and is not)](01_introduction.ipynb). Later come
# [lesson 02: Neurons and the perceptron](02_neurons_and_perceptron.ipynb), and the
# [list of interview questions](QUESTIONS.md) with a link to the cell that answers each of them.
