namespace ServerlessIot.Domain.Archive.Columns.Cells;

/// <summary>Which columns the columns of several chunks follow. One chunk's choice may be an odd one: a car that is being charged tells nothing of its speed.</summary>
internal sealed class ReferenceVotes
{
    private readonly Dictionary<string, (int Chunks, Dictionary<string, int> Votes)> _columns = [];

    /// <summary>A chunk's column follows these.</summary>
    internal void Add(string column, FullColumn[] references)
    {
        var (chunks, votes) = _columns.TryGetValue(column, out var found) ? found : (0, []);
        foreach (var reference in references) votes[reference.Name] = votes.GetValueOrDefault(reference.Name) + 1;
        _columns[column] = (chunks + 1, votes);
    }

    /// <summary>The columns that it mostly follows; null when nobody voted, or one of them is not there.</summary>
    internal FullColumn[]? Of(string column, ColumnCoder columns)
    {
        if (!_columns.TryGetValue(column, out var found)) return null;
        var most = found.Votes.Where(vote => vote.Value * 3 >= found.Chunks).OrderByDescending(vote => vote.Value).ThenBy(vote => vote.Key, StringComparer.Ordinal);
        return columns.Find([.. most.Take(NumberColumn.MostReferences).Select(vote => vote.Key)]);
    }
}
