"""PyTorch loads our files, and we load PyTorch's."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from playground.exporters import Record, export
from playground.importers import read_network, run_with
from playground.settings import Settings
from tests.core.networks import KINDS, inputs, trained

torch = pytest.importorskip("torch", reason="PyTorch is not installed")


@pytest.mark.parametrize("kind", KINDS)
def test_the_script_answers_as_the_network(kind: str, tmp_path: Path) -> None:
    run = trained(**KINDS[kind])
    path = tmp_path / "net.torch.py"
    export(Record.of_run(run), path)
    script = runpy.run_path(str(path))
    x = inputs(run)
    answers = script["predict"](x).numpy()
    assert answers.dtype == run.settings.precision
    limit = 1e-12 if run.settings.precision == "float64" else 1e-5
    expected = run.predict(x)
    assert (np.abs(answers - expected) <= limit * (1 + np.abs(expected))).all()


def test_the_module_trains_on(tmp_path: Path) -> None:
    run = trained(data="moons")
    export(Record.of_run(run), tmp_path / "net.torch.py")
    network = runpy.run_path(str(tmp_path / "net.torch.py"))["make_network"]()
    rule = torch.optim.SGD(network.parameters(), lr=0.5)
    target = torch.tensor(run.problem.y.copy())
    losses = []
    for _ in range(30):
        rule.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            network(run.problem.train.x.copy()), target
        )
        loss.backward()
        rule.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0]


def test_a_sequence_loads_the_safetensors_strictly(tmp_path: Path) -> None:
    from safetensors.torch import load_file

    run = trained(data="moons", hidden=(5, 3))
    export(Record.of_run(run), tmp_path / "net.safetensors")
    nn = torch.nn
    sequence = nn.Sequential(
        *(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 3), nn.Tanh()),
        *(nn.Linear(3, 1), nn.Sigmoid()),
    )
    sequence.load_state_dict(load_file(tmp_path / "net.safetensors"), strict=True)
    x = inputs(run)
    with torch.no_grad():
        answers = sequence(torch.tensor(x, dtype=torch.float32)).numpy()
    np.testing.assert_allclose(answers, run.predict(x), atol=1e-5)


def test_safetensors_of_pytorch_are_understood(tmp_path: Path) -> None:
    from safetensors.torch import save_file

    torch.manual_seed(0)
    nn = torch.nn
    sequence = nn.Sequential(nn.Linear(2, 6), nn.ReLU(), nn.Linear(6, 3))
    save_file(sequence.state_dict(), tmp_path / "net.safetensors")
    settings = Settings.build(data="spiral3", activation="relu", engine="reference")
    run = run_with(read_network(tmp_path / "net.safetensors"), settings)
    x = inputs(run)
    with torch.no_grad():
        shares = sequence(torch.tensor(x, dtype=torch.float32)).softmax(dim=1).numpy()
    np.testing.assert_allclose(run.predict(x), shares, atol=1e-5)
    run.advance(3)


@pytest.mark.filterwarnings("ignore")
def test_a_model_that_pytorch_exported_is_understood(tmp_path: Path) -> None:
    torch.manual_seed(1)
    nn = torch.nn
    sequence = nn.Sequential(
        nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 3), nn.Softmax(dim=1)
    )
    path = tmp_path / "net.onnx"
    try:
        torch.onnx.export(sequence, (torch.zeros(1, 2),), str(path), dynamo=False)
    except (ImportError, ModuleNotFoundError) as error:
        pytest.skip(f"PyTorch cannot export here: {error}")
    run = run_with(
        read_network(path), Settings.build(data="spiral3", engine="reference")
    )
    x = inputs(run)
    with torch.no_grad():
        shares = sequence(torch.tensor(x, dtype=torch.float32)).numpy()
    np.testing.assert_allclose(run.predict(x), shares, atol=1e-5)
