namespace ServerlessIot.Domain.Archive.Columns.Rows;

/// <summary>What a row holds besides what every row holds.</summary>
/// <param name="Measures">Its measurements in order, as places in the layout's list of measures.</param>
/// <param name="Attributes">Its attributes in order, as places in the layout's list of attributes.</param>
/// <param name="Has">Which optional members it has.</param>
internal sealed record RowShape(int[] Measures, int[] Attributes, RowParts Has)
{
    public bool Equals(RowShape? other)
        => other is not null && Has == other.Has && Measures.AsSpan().SequenceEqual(other.Measures) && Attributes.AsSpan().SequenceEqual(other.Attributes);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Has);
        foreach (var measure in Measures) hash.Add(measure);
        foreach (var attribute in Attributes) hash.Add(-1 - attribute);
        return hash.ToHashCode();
    }
}
