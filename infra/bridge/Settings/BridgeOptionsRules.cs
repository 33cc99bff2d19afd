using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Formatter;
using ServerlessIot.Bridge.Topics;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Settings;

/// <summary>Ranges of <see cref="BridgeOptions"/>.</summary>
internal static class BridgeOptionsRules
{
    /// <exception cref="SettingException">Something is out of its range.</exception>
    public static void Check(BridgeOptions options)
    {
        Require(options.Name.Length is > 0 and <= 64 && TopicRoute.IsName(options.Name), "Bridge__Name", options.Name, "1 to 64 characters without '/' or control characters");
        Range("Bridge__Port", options.Port, 0, 65_535);
        Range("Bridge__TlsPort", options.TlsPort, 0, 65_535);
        Range("Bridge__HttpPort", options.HttpPort, 0, 65_535);
        Range("Bridge__WebSocketPort", options.WebSocketPort ?? 0, 0, 65_535);
        Range("Bridge__IngestPort", options.IngestPort ?? 0, 0, 65_535);
        Range("Bridge__CoapPort", options.CoapPort ?? 0, 0, 65_535);
        Range("Bridge__IngestMaxBytes", options.IngestMaxBytes, 1_024, 64 << 20);
        Range("Bridge__IngestMaxRecords", options.IngestMaxRecords, 1, 1_000_000);
        Range("Bridge__AnswerTimeoutSeconds", (long)options.AnswerTimeout.TotalSeconds, 1, 300);
        AccessOptionsRules.Check(options);
        Require(TopicRoute.IsName(options.DefaultTenant), "Bridge__DefaultTenant", options.DefaultTenant, TopicRoute.NameRule);
        Range("Bridge__MaxConnections", options.MaxConnections, 1, 10_000_000);
        Range("Bridge__MaxPacketSize", options.MaxPacketSize, 1_024, 983_040);
        Range("Bridge__MaxConnectSize", options.MaxConnectSize, 128, 327_680);
        Range("Bridge__MaxClientIdLength", options.MaxClientIdLength, 23, 65_535);
        Range("Bridge__ConnectTimeoutSeconds", (long)options.ConnectTimeout.TotalMilliseconds, 1, 600_000);
        Range("Bridge__MaxInFlightPerConnection", options.MaxInFlightPerConnection, 1, 65_535);
        Range("Bridge__MaxInFlightBytesPerConnection", options.MaxInFlightBytesPerConnection, 1, int.MaxValue);
        Range("Bridge__MaxInFlight", options.MaxInFlight, 1, 5_000_000);
        Range("Bridge__MaxInFlightBytes", options.MaxInFlightBytes, 1, int.MaxValue);
        Range("Bridge__TopicAliasMaximum", options.TopicAliasMaximum, 0, 1_024);
        Range("Bridge__TraceEvery", options.TraceEvery, 0, 1_000_000_000);
        Range("Bridge__MaxUserProperties", options.MaxUserProperties, 0, 64);
        Range("Bridge__MaxPropertyBytes", options.MaxPropertyBytes, 0, 8_192);
        Require(options.SpoolDirectory is not "" && !Path.Exists(options.SpoolDirectory) || Directory.Exists(options.SpoolDirectory), "Bridge__SpoolDirectory", options.SpoolDirectory, "a directory, or none");
        Range("Bridge__SpoolBytes", options.SpoolBytes, 16 << 20, 1L << 40);
        Range("Bridge__SpoolAfterSeconds", (long)options.SpoolAfter.TotalSeconds, 1, 60);
        Range("Bridge__SpoolReplayRate", options.SpoolReplayRate, 100, 1_000_000);
        Range("Bridge__MarkEverySeconds", (long)options.MarkEvery.TotalSeconds, 0, BridgeMark.MostEvery);
        Range("Bridge__UplinkBytesPerSecond", options.UplinkBytesPerSecond, options.UplinkBytesPerSecond == 0 ? 0 : 1_000, int.MaxValue);
        Range("Kafka__LingerMs", (long)options.Kafka.LingerMs, 0, 1_000);
        Range("Kafka__SocketTimeoutMs", options.Kafka.SocketTimeoutMs, 1_000, 60_000);
        Require(options.AlertsTopic.Length is > 0 and <= 249, "Topics__Alerts", options.AlertsTopic, "1 to 249 characters");
        Range("Bridge__MaxCommands", options.MaxCommands, 1, 10_000_000);
        Range("Bridge__MaxCommandBytes", options.MaxCommandBytes, 1, int.MaxValue);
        Range("Bridge__MaxCommandsPerDevice", options.MaxCommandsPerDevice, 1, 10_000);
        Require(options.CommandsTopic.Length is > 0 and <= 249, "Topics__Commands", options.CommandsTopic, "1 to 249 characters");
        Require(options.RepliesTopic.Length is > 0 and <= 249, "Topics__Replies", options.RepliesTopic, "1 to 249 characters");
        Require(options.RawTopic.Length is > 0 and <= 249, "Topics__Raw", options.RawTopic, "1 to 249 characters");
        Check(options.Subscribe);
        ProducerSettings.Check(options.Kafka);
        try
        {
            options.Regions.Check();
        }
        catch (FormatException e)
        {
            throw new SettingException("Regions__Tenants", options.Regions.Tenants, $"usable: {e.Message}");
        }
        _ = new TopicMap(options.TopicMap, options.DefaultTenant, options.Targets);
    }

    private static void Check(SubscribeOptions subscribe)
    {
        Range("Bridge__Subscribe__Port", subscribe.Port, 1, 65_535);
        Require(subscribe.Tls || subscribe.CaFile is null, "Bridge__Subscribe__CaFile", subscribe.CaFile, "used with Bridge__Subscribe__Tls=true");
        Require(subscribe.Tls || subscribe.CertificateFile is null, "Bridge__Subscribe__CertificateFile", subscribe.CertificateFile, "used with Bridge__Subscribe__Tls=true");
        Range("Bridge__Subscribe__Clients", subscribe.Clients, 1, 64);
        Range("Bridge__Subscribe__SessionExpirySeconds", (long)subscribe.SessionExpiry.TotalSeconds, 60, 30 * 24 * 3_600);
        var group = subscribe.Group;
        Require(group.Length is > 0 and <= 64 && group.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'), "Bridge__Subscribe__Group", group, "1 to 64 letters, digits, - or _");
        Require(
            subscribe.FilterList.Length is > 0 and <= 64 && Array.TrueForAll(subscribe.FilterList, f => TopicRules.IsFilter(f) && !f.StartsWith('$')),
            "Bridge__Subscribe__Filters", subscribe.Filters, "1 to 64 topic filters, separated by commas, none of which begins with $");
    }

    internal static void Range(string setting, long value, long from, long to) =>
        Require(value >= from && value <= to, setting, value.ToString(System.Globalization.CultureInfo.InvariantCulture), $"from {from} to {to}");

    internal static void Require(bool holds, string setting, string? value, string expected)
    {
        if (!holds)
            throw new SettingException(setting, value, expected);
    }
}
