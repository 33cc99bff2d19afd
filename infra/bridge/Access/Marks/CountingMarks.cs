namespace ServerlessIot.Bridge.Access.Marks;

/// <summary>Marks of all keys and authorities that count just now: what is in the files.</summary>
/// <param name="files">The last good content of each.</param>
internal sealed class CountingMarks(IReadOnlyList<Func<IMarked>> files)
{
    /// <summary>Whether all of these still count.</summary>
    public bool Hold(CredentialMark[] behind)
    {
        foreach (var mark in behind)
            if (!Holds(mark))
                return false;
        return true;
    }

    /// <summary>All of them.</summary>
    public IEnumerable<CredentialMark> All => files.SelectMany(file => file().Marks);

    private bool Holds(CredentialMark mark)
    {
        foreach (var file in files)
        {
            var marks = file().Marks;
            for (var i = 0; i < marks.Count; i++)
                if (marks[i] == mark)
                    return true;
        }
        return false;
    }
}
