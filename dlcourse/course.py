"""The map of the course: its lessons, in order, and which of them can be opened today."""

from dataclasses import dataclass

from dlcourse.lab.lessons import course_folder


@dataclass(frozen=True)
class Lesson:
    """One notebook. ``minutes`` is a newcomer's time with the exercises."""

    name: str
    title: str
    part: str
    minutes: int

    @property
    def number(self):
        return self.name[:2]

    @property
    def available(self):
        folder = course_folder()
        return (folder / f"{self.name}.ipynb").is_file() or (folder / "source" / f"{self.name}.py").is_file()


_PARTS = {
    "Start": [("00_start_here", "Start here", 10)],
    "Neurons and networks": [
        ("01_introduction", "What deep learning is (and is not)", 105),
        ("02_neurons_and_perceptron", "Neurons and the perceptron", 120),
        ("03_mlp_and_backpropagation", "Multilayer perceptron and backpropagation", 210),
        ("04_activations", "Activation functions", 240),
        ("05_losses", "Loss functions", 180),
    ],
    "Training": [
        ("06_gradient_descent_and_training_loops", "Gradient descent and training loops", 90),
        ("07_optimizers_and_loss_landscapes", "Optimizers and loss landscapes", 90),
        ("08_initialization_and_gradient_flow", "Initialization and gradient flow", 90),
        ("09_regularization", "Regularization", 90),
        ("10_normalization", "Normalization", 60),
    ],
    "Convolutional networks": [
        ("11_convolution", "Convolution and pooling", 75),
        ("12_cnn_architectures", "Architectures of convolutional networks", 90),
        ("13_augmentation_and_transfer", "Augmentation and transfer learning", 90),
        ("14_detection_and_segmentation", "Detection and segmentation", 75),
    ],
    "Sequences and text": [
        ("15_text_representation", "Text as numbers", 75),
        ("16_rnn_and_bptt", "Recurrent networks and backpropagation through time", 75),
        ("17_lstm_and_gru", "LSTM and GRU", 75),
        ("18_sequence_models_compared", "Sequence models compared", 90),
    ],
    "Attention and transformers": [
        ("19_attention_and_encoder_decoder", "Attention, encoder and decoder", 75),
        ("20_transformers", "Transformers", 90),
    ],
    "Generating, acting, explaining, deploying": [
        ("21_generative_models", "Generative models", 90),
        ("22_deep_reinforcement_learning", "Deep reinforcement learning", 75),
        ("23_interpretability", "Interpretability", 75),
        ("24_efficiency_and_scaling", "Efficiency and scaling", 90),
    ],
}
LESSONS = [Lesson(*lesson[:2], part, lesson[2]) for part, lessons in _PARTS.items() for lesson in lessons]
