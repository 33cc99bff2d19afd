namespace ServerlessIot.Domain.Archive.Columns.Coding;

/// <summary>A yes or no that every chunk tells once.</summary>
internal sealed class Flag
{
    private uint _counter = Counter.New;

    internal Flag Copy() => new() { _counter = _counter };

    /// <summary>Codes it; the value is any when reading.</summary>
    internal bool Code(BinaryCoder coder, bool value) => Counter.Code(coder, ref _counter, value ? 1 : 0) != 0;
}
