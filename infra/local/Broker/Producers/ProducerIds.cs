using System.Globalization;

namespace ServerlessIot.Broker.Producers;

/// <summary>Ids for idempotent producers, never given twice: taken from the disk in blocks, so that a killed broker only wastes some.</summary>
internal sealed class ProducerIds(string directory)
{
    private const int Block = 1000;
    private readonly Lock _gate = new();
    private readonly string _path = Path.Combine(directory, "producer-ids");
    private long _next;
    private long _reserved;

    public long Next()
    {
        lock (_gate)
        {
            if (_next == _reserved)
                Reserve_NeedsLock();
            return _next++;
        }
    }

    private void Reserve_NeedsLock()
    {
        var next = File.Exists(_path) ? long.Parse(File.ReadAllText(_path), NumberStyles.None, CultureInfo.InvariantCulture) : _next;
        File.WriteAllText(_path + ".new", (next + Block).ToString(CultureInfo.InvariantCulture));
        File.Move(_path + ".new", _path, overwrite: true);

        // Only now: an id of a block that is not on the disk would be given again after a restart.
        (_next, _reserved) = (next, next + Block);
    }
}
