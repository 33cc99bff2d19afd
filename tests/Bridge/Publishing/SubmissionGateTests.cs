using ServerlessIot.Bridge.Publishing;

namespace ServerlessIot.Bridge.Tests.Publishing;

public class SubmissionGateTests
{
    [Fact]
    public void Nothing_passes_a_closed_gate_and_who_is_inside_is_waited_for()
    {
        var gate = new SubmissionGate();
        Assert.True(gate.TryEnter());
        Assert.True(gate.TryEnter());
        var closed = gate.CloseAsync();
        Assert.False(gate.TryEnter());
        gate.Leave();
        Assert.False(closed.IsCompleted);
        gate.Leave();
        Assert.True(closed.IsCompletedSuccessfully);
        Assert.False(gate.TryEnter());
    }

    [Fact]
    public void An_empty_gate_closes_at_once()
    {
        var gate = new SubmissionGate();
        Assert.True(gate.TryEnter());
        gate.Leave();
        Assert.True(gate.CloseAsync().IsCompletedSuccessfully);
        Assert.True(gate.CloseAsync().IsCompletedSuccessfully);
    }
}
