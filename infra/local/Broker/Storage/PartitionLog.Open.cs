using System.Globalization;

namespace ServerlessIot.Broker.Storage;

internal sealed partial class PartitionLog
{
    private const string StartFile = "start";

    /// <summary>Opens or creates the partition's folder and repairs what a killed process may have left.</summary>
    /// <returns>Bytes cut off the end because they were no whole, intact batch.</returns>
    public long Open()
    {
        Directory.CreateDirectory(_directory);
        long[] offsets =
        [
            .. Directory.EnumerateFiles(_directory, "*.log")
                .Select(static path => Path.GetFileNameWithoutExtension(path))
                .Select(static name => long.Parse(name, NumberStyles.None, CultureInfo.InvariantCulture))
                .Order(),
        ];
        if (offsets.Length == 0)
        {
            _segments = [Segment.Create(_directory, 0)];
            return 0;
        }

        var segments = Array.ConvertAll(offsets, offset => Segment.Open(_directory, offset));
        var cut = Recover(segments);
        _segments = segments;
        _startOffset = Math.Max(segments[0].BaseOffset, Math.Min(ReadStart(), EndOffset));
        return cut;
    }

    private long Recover(Segment[] segments)
    {
        var now = _settings.Time.GetUtcNow().ToUnixTimeMilliseconds();
        void Remember(RecordBatch batch) => _producers.Add(batch, batch.BaseOffset, now);

        // With the producers' state of the last segment's start, closed segments need no reading at all.
        var haveProducers = segments.Length == 1 || _producers.TryLoad(segments[^1].ProducersPath);
        long cut = 0;
        for (var i = 0; i < segments.Length; i++)
        {
            var last = i == segments.Length - 1;
            if (!last && haveProducers && segments[i].TryLoadIndex(segments[i + 1].BaseOffset))
                continue;
            cut += segments[i].Recover(haveProducers && !last ? static _ => { } : Remember);
            if (!last)
                segments[i].Close();
        }

        return cut;
    }

    private long ReadStart()
    {
        var path = Path.Combine(_directory, StartFile);
        return File.Exists(path) && long.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : 0;
    }

    private void WriteStart(long offset)
    {
        var path = Path.Combine(_directory, StartFile);
        File.WriteAllText(path + ".new", offset.ToString(CultureInfo.InvariantCulture));
        File.Move(path + ".new", path, overwrite: true);
    }
}
