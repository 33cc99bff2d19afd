using System.Globalization;
using System.Text;
using ServerlessIot.Domain.Archive.Columns.Cells;
using ServerlessIot.Domain.Archive.Columns.Rows;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Benchmarks.Archive;

/// <summary>The candidate that was not chosen: the same columns as bytes, for a general compressor. Numbers are the differences of the best order (0, 1, 2) in 7 bits a byte.</summary>
internal static class PackedColumns
{
    internal static byte[] Of(IReadOnlyList<DeviceEvent> rows)
    {
        var table = RowsToTable.Turn(rows, null)!;
        var layout = table.Layout!;
        var to = new List<byte>();
        Texts(to, [.. table.Tenant, .. table.Device, .. layout.Measures, .. layout.Attributes]);
        foreach (var numbers in new[] { table.Shape, table.Schema, table.Epoch, table.Partition, table.Index, table.Offset, table.Time, table.Delay, table.IdKind }) Numbers(to, numbers);
        foreach (var values in Enumerable.Range(0, layout.Measures.Count).Select(i => table.Measures[i]).Concat(Enumerable.Range(0, 3).Select(i => table.Places[i]))) Values(to, values);
        Texts(to, table.Type);
        Texts(to, table.Status[0]);
        for (var i = 0; i < layout.Attributes.Count; i++) Texts(to, table.Attributes[i]);
        Ids(to, table.Ids);
        return [.. to];
    }

    private static void Values(List<byte> to, double[] values)
    {
        var scale = DecimalScale.Of(values);
        to.Add((byte)scale);
        Numbers(to, Array.ConvertAll(values, value => DecimalScale.Split(value, scale).Number));
        Numbers(to, Array.ConvertAll(values, value => DecimalScale.Split(value, scale).Distance));
    }

    private static void Texts(List<byte> to, string[] texts)
    {
        // Texts that count are numbers.
        if (texts.Length > 0 && Array.TrueForAll(texts, text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && $"{number}" == text))
            Numbers(to, Array.ConvertAll(texts, text => long.Parse(text, CultureInfo.InvariantCulture)));
        else
            foreach (var text in texts) to.AddRange(Encoding.UTF8.GetBytes(text + '\n'));
    }

    private static void Ids(List<byte> to, string[] ids)
    {
        if (Array.TrueForAll(ids, id => Guid.TryParse(id, out _))) to.AddRange(ids.SelectMany(id => Guid.Parse(id).ToByteArray()));
        else Texts(to, ids);
    }

    private static void Numbers(List<byte> to, long[] numbers)
    {
        var first = Differences(numbers);
        to.AddRange(new[] { numbers, first, Differences(first) }.Select(Bytes).MinBy(bytes => bytes.Count)!);
    }

    private static long[] Differences(long[] numbers) => [.. numbers.Select((number, i) => i == 0 ? number : number - numbers[i - 1])];

    private static List<byte> Bytes(long[] numbers)
    {
        var bytes = new List<byte>();
        foreach (var number in numbers)
        {
            var rest = (ulong)((number << 1) ^ (number >> 63));
            for (; rest >= 0x80; rest >>= 7) bytes.Add((byte)(rest | 0x80));
            bytes.Add((byte)rest);
        }

        return bytes;
    }
}
