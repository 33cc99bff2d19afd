namespace ServerlessIot.Faults.Tests.Simulation.Oracle;

/// <summary>What a run came to.</summary>
internal sealed class Verdict
{
    private const int MostNamed = 12;

    public List<string> Failures { get; } = [];

    public int Lost { get; private set; }

    public int Doubled { get; private set; }

    public bool Good => Failures.Count == 0 && Lost == 0 && Doubled == 0;

    public void Lose(string what)
    {
        Lost++;
        Name("lost " + what);
    }

    public void Double(string what)
    {
        Doubled++;
        Name("doubled " + what);
    }

    /// <summary>Something other than a loss or a double.</summary>
    public void Wrong(string what) => Name("wrong " + what);

    public void Check(bool holds, string what)
    {
        if (!holds) Wrong(what);
    }

    private void Name(string what)
    {
        if (Failures.Count < MostNamed) Failures.Add(what);
        else if (Failures.Count == MostNamed) Failures.Add("…");
    }
}
