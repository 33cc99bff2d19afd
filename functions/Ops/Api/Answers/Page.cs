namespace ServerlessIot.Ops.Api.Answers;

/// <summary>A part of a list.</summary>
/// <param name="Items">The part.</param>
/// <param name="Next">Value of <c>after</c> for the next part; absent when this is the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>Takes up to <paramref name="limit"/> items from a source that was asked for one more.</summary>
    internal static async Task<Page<T>> TakeAsync(IAsyncEnumerable<T> source, int limit, Func<T, string> key, CancellationToken cancellationToken)
    {
        List<T> items = [];
        await foreach (var item in source.WithCancellation(cancellationToken))
        {
            if (items.Count == limit) return new Page<T>(items, key(items[^1]));
            items.Add(item);
        }

        return new Page<T>(items, null);
    }
}
