using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessIot.Plan.Costs;

namespace ServerlessIot.Plan.Sizing;

/// <summary>Reads sizes from the files that the templates use.</summary>
public sealed class SizeReader(Repository repository, TimerCosts timers)
{
    private readonly JsonObject _sizes = JsonFile.Node(repository.Sizes);
    private readonly JsonObject _settings = JsonFile.Node(repository.Settings);

    /// <summary>Names of the sizes, the smallest first.</summary>
    public IReadOnlyList<string> Names => [.. _sizes.Select(entry => entry.Key)];

    /// <summary>The smallest size that is made for so many messages a second; the largest when none is.</summary>
    public string For(double messagesPerSecond) =>
        _sizes.FirstOrDefault(entry => (double?)entry.Value?["messagesPerSecond"] >= messagesPerSecond).Key ?? Names[^1];

    /// <summary>Reads a size.</summary>
    /// <param name="name">Name of an entry of sizes.json.</param>
    /// <param name="changes">Changes in the shape of the entry, as the parameter sizeChanges of main.bicep; null = none.</param>
    /// <param name="partitions">Partitions of raw and valid instead of those of the size; null = those.</param>
    /// <exception cref="PlanException">There is no such size, or a value is missing or of another type.</exception>
    public Size Read(string name, JsonObject? changes = null, int? partitions = null)
    {
        if (_sizes[name] is not JsonObject entry) throw new PlanException($"There is no size '{name}': {string.Join(", ", Names)}.");
        entry = (JsonObject)entry.DeepClone();
        if (changes is not null) Merge(entry, changes, "");
        if (partitions is { } count) Merge(entry, new JsonObject { ["partitions"] = new JsonObject { ["Raw"] = count, ["Valid"] = count } }, "");
        try
        {
            var size = Read(name, entry);
            Check(size);
            return size;
        }
        catch (Exception e) when (e is InvalidOperationException or NullReferenceException or FormatException or JsonException)
        {
            throw new PlanException($"Size '{name}': a value is missing or not of its type ({e.Message})");
        }
    }

    private Size Read(string name, JsonObject entry)
    {
        var hubs = entry["eventHubs"]!;
        var bridge = entry["bridge"]!;
        var ops = entry["apps"]!["ops"]!;
        return new Size
        {
            Name = name,
            MessagesPerSecond = (double)entry["messagesPerSecond"]!,
            EventHubs = new((string)hubs["tier"]!, (int)hubs["units"]!, (int)hubs["mostUnits"]!, (int)hubs["retentionHours"]!),
            Partitions = entry["partitions"]!.AsObject().ToDictionary(pair => pair.Key, pair => (int)pair.Value!),
            StorageSku = (string)entry["storage"]!["sku"]!,
            Cosmos = new((bool)entry["cosmos"]!["serverless"]!, entry["cosmos"]!["mostUnits"]!.AsObject().ToDictionary(pair => pair.Key, pair => (double)pair.Value!)),
            Bridge = new(
                double.Parse((string)bridge["cpu"]!, CultureInfo.InvariantCulture), double.Parse(((string)bridge["memory"]!)[..^2], CultureInfo.InvariantCulture),
                (int)bridge["fewest"]!, (int)bridge["most"]!, (int)bridge["connections"]!),
            RegistrySku = (string)entry["registry"]!["sku"]!,
            Functions = [.. Topology.Readers.Select(reader => Function(entry, reader.Function, reader.Topic))],
            Ops = new((int)ops["memory"]!, ops["alwaysReady"]!.AsObject().Sum(pair => (int)pair.Value!), Timers(ops["alwaysReady"]!.AsObject())),
        };
    }

    private FunctionSize Function(JsonObject entry, string name, string topic)
    {
        var app = entry["apps"]!.AsObject().FirstOrDefault(pair => pair.Value?["alwaysReady"]?[name] is not null).Key
            ?? throw new PlanException($"No app of {repository.Sizes} has a function {name}.");
        var scale = entry["apps"]![app]!;
        var trigger = JsonFile.Node(repository.HostJson(app))["extensions"]?["kafka"]?.Deserialize<TriggerSettings>(JsonSerializerOptions.Web) ?? new TriggerSettings();
        // The templates set these two over what host.json says.
        trigger = trigger with { MaxBatchSize = (int)scale["batchSize"]!, SubscriberIntervalInSeconds = (int)scale["intervalSeconds"]! };
        var partitions = (int)entry["partitions"]![topic]!;
        return new FunctionSize(
            name, app, topic, partitions, (int)scale["alwaysReady"]![name]!, (int)scale["maximum"]!, (int)scale["memory"]!,
            Math.Max(1, (long)_settings["lagThreshold"]![name]!), trigger);
    }

    private static void Check(Size size)
    {
        foreach (var (topic, partitions) in size.Partitions) Within($"partitions.{topic}", partitions, 1, 2_000);
        foreach (var function in size.Functions)
        {
            var app = $"apps.{function.App}";
            Within($"{app}.memory", function.MemoryMegabytes, 512, 4_096);
            Within($"{app}.maximum", function.Maximum, 1, 1_000);
            Within($"{app}.alwaysReady.{function.Name}", function.AlwaysReady, 0, function.Maximum);
            Within($"{app}.batchSize", function.Trigger.MaxBatchSize, 1, 1_000_000);
            Within($"{function.App}'s host.json, executorChannelCapacity", function.Trigger.ExecutorChannelCapacity, 1, 10_000);
            Within($"{function.App}'s host.json, channelFullRetryIntervalInMs", function.Trigger.ChannelFullRetryIntervalInMs, 1, 60_000);
            Within($"{function.App}'s host.json, subscriberIdleBackoffMs", function.Trigger.SubscriberIdleBackoffMs, 0, 60_000);
            Within($"{app}.intervalSeconds", function.Trigger.SubscriberIntervalInSeconds, 1, 3_600);
        }

        Within("apps.ops.memory", size.Ops.MemoryMegabytes, 512, 4_096);
        Within("eventHubs.units", size.EventHubs.Units, 1, 40);
        Within("eventHubs.retentionHours", size.EventHubs.RetentionHours, 1, 2_160);
        if (size.EventHubs.Tier is not ("Standard" or "Premium" or "Dedicated")) throw new PlanException($"eventHubs.tier {size.EventHubs.Tier}: Standard, Premium or Dedicated.");
        Within("bridge.cpu", size.Bridge.Cpu, 0.25, 4);
        Within("bridge.memory", size.Bridge.MemoryGibibytes, 0.5, 8);
        Within("bridge.fewest", size.Bridge.Fewest, 1, 1_000);
        Within("bridge.most", size.Bridge.Most, size.Bridge.Fewest, 1_000);
        Within("bridge.connections", size.Bridge.Connections, 1, 1_000_000);
        if (size.Cosmos.Serverless) return;
        foreach (var (container, units) in size.Cosmos.MostUnits) Within($"cosmos.mostUnits.{container}", units, 1_000, 1e7);
    }

    private static void Within(string name, double value, double least, double most)
    {
        if (!(value >= least && value <= most)) throw new PlanException(string.Create(CultureInfo.InvariantCulture, $"Size: {name} {value}: from {least:#,0.##} to {most:#,0.##}."));
    }

    /// <summary>Timers are Ops' functions without http; those without a schedule in settings.json have it in their code, and in costs.json.</summary>
    private Dictionary<string, double> Timers(JsonObject functions) => functions.Select(pair => pair.Key).Where(name => name != "http").ToDictionary(
        name => name,
        name => (string?)_settings["apps"]!["ops"]![$"{name}__Schedule"] is { } schedule ? Seconds(schedule)
            : timers.EverySeconds.TryGetValue(name, out var every) ? every : throw new PlanException($"costs.json, timers: {name} has no time from one run to the next."));

    // Six fields, of which only seconds, minutes and hours are looked at: the first that is not one number says how often.
    private static double Seconds(string schedule)
    {
        var (fields, unit) = (schedule.Split(' '), 1);
        for (var i = 0; i < 3; i++, unit *= 60)
        {
            if (fields[i].StartsWith("*/", StringComparison.Ordinal)) return unit * int.Parse(fields[i][2..], CultureInfo.InvariantCulture);
            if (fields[i] == "*") return unit;
        }

        return 24 * 3600;
    }

    private static void Merge(JsonObject into, JsonObject changes, string path)
    {
        foreach (var (key, value) in changes)
        {
            if (!into.ContainsKey(key)) throw new PlanException($"--change: a size has no '{path}{key}'; there are {string.Join(", ", into.Select(pair => pair.Key))}.");
            if (value is JsonObject inner && into[key] is JsonObject held) Merge(held, inner, $"{path}{key}.");
            else into[key] = value?.DeepClone();
        }
    }
}
