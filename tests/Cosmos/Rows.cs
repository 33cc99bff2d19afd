using Microsoft.Azure.Cosmos;

namespace ServerlessIot.Cosmos.Tests;

/// <summary>Reads all pages of a query.</summary>
internal static class Rows
{
    public static async Task<List<T>> AllAsync<T>(Container container, QueryDefinition query, string? partition = null, int pageSize = -1)
    {
        var options = new QueryRequestOptions { MaxItemCount = pageSize, PartitionKey = partition is null ? null : new PartitionKey(partition) };
        using var pages = container.GetItemQueryIterator<T>(query, requestOptions: options);
        List<T> rows = [];
        while (pages.HasMoreResults)
        {
            var page = await pages.ReadNextAsync();
            if (pageSize > 0) Assert.InRange(page.Count, 0, pageSize);
            rows.AddRange(page);
        }

        return rows;
    }

    public static async Task<string[]> IdsAsync(Container container, string query, string? partition = null, int pageSize = -1) =>
        [.. (await AllAsync<Item>(container, new QueryDefinition(query), partition, pageSize)).Select(item => item.id)];
}
