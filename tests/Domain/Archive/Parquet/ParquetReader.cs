using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Archive.Parquet;

/// <summary>Reads Parquet files by a reader that somebody else wrote: hyparquet, in Node.</summary>
internal static class ParquetReader
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly string Folder = typeof(ParquetReader).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "ParquetReader").Value!;
    private static readonly Lazy<Task> Installed = new(() => RunAsync("/bin/sh", "install.sh"));

    /// <summary>What the file says of itself, and its rows as events.</summary>
    internal static async Task<(JsonElement Facts, IReadOnlyList<DeviceEvent> Rows)> ReadAsync(byte[] file)
    {
        var lines = (await ReadAsync(file, "rows")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (JsonSerializer.Deserialize<JsonElement>(lines[0]), [.. lines.Skip(1).Select(line => ToEvent(JsonSerializer.Deserialize<JsonElement>(line)))]);
    }

    /// <summary>What the file says of itself.</summary>
    internal static async Task<JsonElement> FactsAsync(byte[] file) => JsonSerializer.Deserialize<JsonElement>(await ReadAsync(file, "meta"));

    private static async Task<string> ReadAsync(byte[] file, string what)
    {
        await Installed.Value;
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, file);
            return await RunAsync("node", "read.mjs", path, what);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<string> RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? output : throw new InvalidDataException(await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    // By what the documentation of ParquetNames and of the column "more" says, not by the writer's code.
    private static DeviceEvent ToEvent(JsonElement row)
    {
        var cells = row.EnumerateArray().ToDictionary(cell => cell[0].GetString()!, cell => cell[1]);
        string? Text(string name) => cells.Remove(name, out var cell) ? cell.GetString() : null;
        long Long(string name) => long.Parse(Text(name)!, CultureInfo.InvariantCulture);
        double? Double(string name) => Text(name) is { } bits ? Bits(bits) : null;
        var e = new DeviceEvent
        {
            Id = Text("id")!,
            Tenant = Text("tenant")!,
            Device = Text("device")!,
            Type = Text("type")!,
            Time = Long("time"),
            Arrived = Long("arrived"),
            Measurements = [],
            Status = Text("status"),
            Origin = Origin.TryParse(Text("origin"), out var origin) ? origin : throw new InvalidDataException("origin"),
        };
        if (Double("latitude") is { } latitude) e = e with { Position = new Position(latitude, Double("longitude")!.Value, Double("altitude")) };
        cells.Remove("schema", out var schema);
        var more = Text("more") is { } text ? JsonSerializer.Deserialize<JsonElement>(text) : default;
        var measures = new List<Measurement>();
        var attributes = new List<KeyValuePair<string, string>>();
        foreach (var (name, cell) in cells)
        {
            if (name.StartsWith("attribute.", StringComparison.Ordinal)) attributes.Add(new(name["attribute.".Length..], cell.GetString()!));
            else measures.Add(new(name.StartsWith("measure.", StringComparison.Ordinal) ? name["measure.".Length..] : name, Bits(cell.GetString()!)));
        }

        measures.AddRange(Pairs(more, "measurements").Select(pair => new Measurement(pair[0].GetString()!, pair[1].GetDouble())));
        attributes.AddRange(Pairs(more, "attributes").Select(pair => new KeyValuePair<string, string>(pair[0].GetString()!, pair[1].GetString()!)));
        return e with { Schema = schema.GetInt32(), Measurements = measures, Attributes = attributes };
    }

    private static double Bits(string text) => BitConverter.UInt64BitsToDouble(ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    private static JsonElement[] Pairs(JsonElement more, string kind) =>
        more.ValueKind == JsonValueKind.Object && more.TryGetProperty(kind, out var pairs) ? [.. pairs.EnumerateArray()] : [];
}
