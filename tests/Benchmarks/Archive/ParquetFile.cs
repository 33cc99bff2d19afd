using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using ServerlessIot.Domain.Archive.Columns.Cells;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Benchmarks.Archive;

/// <summary>The rows as Parquet, flattened as one would: a column a measure and an attribute, the position in three, the origin in four, the id in 16 bytes. Written by parquet.mjs.</summary>
internal static class ParquetFile
{
    /// <summary>Sizes of the file, bytes, by codec.</summary>
    internal static async Task<Dictionary<string, long>> SizesAsync(IReadOnlyList<DeviceEvent> rows)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, JsonSerializer.Serialize(Columns(rows)));
            using var node = Process.Start(new ProcessStartInfo("node", [Script, path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var details = node.StandardError.ReadToEndAsync();
            var sizes = await node.StandardOutput.ReadToEndAsync();
            await node.WaitForExitAsync();
            if (node.ExitCode != 0) throw new InvalidOperationException(await details);
            return JsonSerializer.Deserialize<Dictionary<string, long>>(sizes)!;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Script => typeof(ParquetFile).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "ParquetWriter").Value!;

    private static List<object> Columns(IReadOnlyList<DeviceEvent> rows)
    {
        var columns = new List<object>();
        void Add<T>(string name, string type, Func<DeviceEvent, T> cell) => columns.Add(new { name, type, data = rows.Select(cell).ToArray() });
        void AddValues(string name, Func<DeviceEvent, double?> cell)
        {
            var data = rows.Select(cell).ToArray();
            var values = data.OfType<double>().ToArray();
            if (values.Length == 0) return;
            var scale = DecimalScale.Of(values);
            var exact = scale >= 0 && Array.TrueForAll(values, value => DecimalScale.Split(value, scale).Distance == 0);
            columns.Add(exact ? new { name, type = "DOUBLE", data, scale } : new { name, type = "DOUBLE", data });
        }

        var binary = rows.All(row => Guid.TryParse(row.Id, out _));
        Add("id", binary ? "UUID" : "STRING", row => binary ? Guid.Parse(row.Id).ToString("D", CultureInfo.InvariantCulture) : row.Id);
        Add("tenant", "STRING", row => row.Tenant);
        Add("device", "STRING", row => row.Device);
        Add("type", "STRING", row => row.Type);
        Add("time", "INT64", row => row.Time);
        Add("arrived", "INT64", row => row.Arrived);
        Add("epoch", "INT64", row => row.Origin.Epoch);
        Add("partition", "INT64", row => row.Origin.Partition);
        Add("offset", "INT64", row => row.Origin.Offset);
        Add("index", "INT64", row => row.Origin.Index);
        Add("schema", "INT64", row => row.Schema);
        foreach (var name in rows.SelectMany(row => row.Measurements).Select(item => item.Name).Distinct()) AddValues("m." + name, row => Measure(row, name));
        AddValues("latitude", row => row.Position?.Latitude);
        AddValues("longitude", row => row.Position?.Longitude);
        AddValues("altitude", row => row.Position?.Altitude);
        if (rows.Any(row => row.Status is not null)) Add("status", "STRING", row => row.Status);
        foreach (var name in rows.SelectMany(row => row.Attributes).Select(item => item.Key).Distinct()) Add("a." + name, "STRING", row => EventProfiles.Find(row, name));
        return columns;
    }

    private static double? Measure(DeviceEvent row, string name)
    {
        foreach (var item in row.Measurements)
        {
            if (item.Name == name) return item.Value;
        }

        return null;
    }
}
