using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using ServerlessIot.Bridge.Topics;
using ServerlessIot.Domain.Residency;

namespace ServerlessIot.Bridge.Settings;

/// <summary>Reads <see cref="BridgeOptions"/> from configuration (<c>Section:Name</c>; as environment variables <c>Section__Name</c>).</summary>
public static class BridgeSettings
{
    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="SettingException">A setting is unusable; the message names it and says what it may be.</exception>
    public static BridgeOptions Read(IConfiguration configuration)
    {
        var bridge = new SettingSection(configuration.GetSection("Bridge"));
        var defaults = new BridgeOptions();
        var options = new BridgeOptions
        {
            Name = bridge.Text("Name", defaults.Name),
            Bind = Address(bridge.Text("Bind", "127.0.0.1")),
            Port = (int)bridge.Number("Port", defaults.Port),
            CertificateFile = bridge.Text("CertificateFile", null!),
            TlsPort = (int)bridge.Number("TlsPort", defaults.TlsPort),
            HttpPort = (int)bridge.Number("HttpPort", defaults.HttpPort),
            WebSocketPort = (int?)bridge.Number("WebSocketPort"),
            IngestPort = (int?)bridge.Number("IngestPort"),
            CoapPort = (int?)bridge.Number("CoapPort"),
            IngestMaxBytes = (int)bridge.Number("IngestMaxBytes", defaults.IngestMaxBytes),
            IngestMaxRecords = (int)bridge.Number("IngestMaxRecords", defaults.IngestMaxRecords),
            AnswerTimeout = TimeSpan.FromSeconds(bridge.Number("AnswerTimeoutSeconds", (long)defaults.AnswerTimeout.TotalSeconds)),
            Subscribe = Subscribe(new SettingSection(configuration.GetSection("Bridge:Subscribe"))),
            Access = AccessSettings.Read(configuration.GetSection("Bridge")),
            TopicMap = TopicMap(configuration.GetSection("Bridge:TopicMap")),
            KafkaTopics = KafkaTopics(bridge),
            DefaultTenant = bridge.Text("DefaultTenant", defaults.DefaultTenant),
            Presence = bridge.Flag("Presence", defaults.Presence),
            MaxConnections = (int)bridge.Number("MaxConnections", defaults.MaxConnections),
            MaxPacketSize = (int)bridge.Number("MaxPacketSize", defaults.MaxPacketSize),
            MaxConnectSize = (int)bridge.Number("MaxConnectSize", defaults.MaxConnectSize),
            MaxClientIdLength = (int)bridge.Number("MaxClientIdLength", defaults.MaxClientIdLength),
            ConnectTimeout = TimeSpan.FromSeconds(bridge.Number("ConnectTimeoutSeconds", (long)defaults.ConnectTimeout.TotalSeconds)),
            MaxInFlightPerConnection = (int)bridge.Number("MaxInFlightPerConnection", defaults.MaxInFlightPerConnection),
            MaxInFlightBytesPerConnection = bridge.Number("MaxInFlightBytesPerConnection", defaults.MaxInFlightBytesPerConnection),
            MaxInFlight = (int)bridge.Number("MaxInFlight", defaults.MaxInFlight),
            MaxInFlightBytes = bridge.Number("MaxInFlightBytes", defaults.MaxInFlightBytes),
            TopicAliasMaximum = (int)bridge.Number("TopicAliasMaximum", defaults.TopicAliasMaximum),
            TraceEvery = (int)bridge.Number("TraceEvery", defaults.TraceEvery),
            MaxUserProperties = (int)bridge.Number("MaxUserProperties", defaults.MaxUserProperties),
            MaxPropertyBytes = (int)bridge.Number("MaxPropertyBytes", defaults.MaxPropertyBytes),
            ShutdownTimeout = TimeSpan.FromSeconds(bridge.Number("ShutdownTimeoutSeconds", (long)defaults.ShutdownTimeout.TotalSeconds)),
            SpoolDirectory = bridge.Text("SpoolDirectory", null!),
            SpoolBytes = bridge.Number("SpoolBytes", defaults.SpoolBytes, 1L << 40),
            SpoolAfter = TimeSpan.FromSeconds(bridge.Number("SpoolAfterSeconds", (long)defaults.SpoolAfter.TotalSeconds)),
            SpoolReplayRate = (int)bridge.Number("SpoolReplayRate", defaults.SpoolReplayRate),
            MarkEvery = TimeSpan.FromSeconds(bridge.Number("MarkEverySeconds", (long)defaults.MarkEvery.TotalSeconds)),
            UplinkBytesPerSecond = bridge.Number("UplinkBytesPerSecond", defaults.UplinkBytesPerSecond),
            EdgeRules = bridge.Flag("EdgeRules", defaults.EdgeRules),
            EdgeRulesFile = bridge.Text("EdgeRulesFile", null!),
            Kafka = Kafka(new SettingSection(configuration.GetSection("Kafka"))),
            Regions = Regions(new SettingSection(configuration.GetSection("Regions"))),
            AlertsTopic = new SettingSection(configuration.GetSection("Topics")).Text("Alerts", defaults.AlertsTopic),
            MaxCommands = (int)bridge.Number("MaxCommands", defaults.MaxCommands),
            MaxCommandBytes = bridge.Number("MaxCommandBytes", defaults.MaxCommandBytes),
            MaxCommandsPerDevice = (int)bridge.Number("MaxCommandsPerDevice", defaults.MaxCommandsPerDevice),
            CommandsTopic = new SettingSection(configuration.GetSection("Topics")).Text("Commands", defaults.CommandsTopic),
            RepliesTopic = new SettingSection(configuration.GetSection("Topics")).Text("Replies", defaults.RepliesTopic),
            RawTopic = new SettingSection(configuration.GetSection("Topics")).Text("Raw", defaults.RawTopic),
        };
        BridgeOptionsRules.Check(options);
        return options.Access.KnowsDevices || (options.EdgeRules && options.EdgeRulesFile is null)
            ? options with { Storage = StorageSettings.Read(configuration.GetSection("Storage"), options.Regions.Here) }
            : options;
    }

    private static SubscribeOptions Subscribe(SettingSection subscribe)
    {
        var defaults = new SubscribeOptions();
        return new SubscribeOptions
        {
            Server = subscribe.Text("Server", null!),
            Port = (int)subscribe.Number("Port", defaults.Port),
            User = subscribe.Text("User", null!),
            Password = subscribe.Text("Password", null!),
            Tls = subscribe.Flag("Tls", defaults.Tls),
            CaFile = subscribe.Text("CaFile", null!),
            CertificateFile = subscribe.Text("CertificateFile", null!),
            Filters = subscribe.Text("Filters", defaults.Filters),
            Group = subscribe.Text("Group", defaults.Group),
            Clients = (int)subscribe.Number("Clients", defaults.Clients),
            SessionExpiry = TimeSpan.FromSeconds(subscribe.Number("SessionExpirySeconds", (long)defaults.SessionExpiry.TotalSeconds)),
        };
    }

    /// <summary>The topic map and what belongs to it alone, for what needs no bridge.</summary>
    /// <exception cref="SettingException">It is unusable.</exception>
    internal static BridgeOptions ReadTopicMap(IConfiguration configuration)
    {
        var bridge = new SettingSection(configuration.GetSection("Bridge"));
        var defaults = new BridgeOptions();
        var options = new BridgeOptions
        {
            TopicMap = TopicMap(configuration.GetSection("Bridge:TopicMap")),
            KafkaTopics = KafkaTopics(bridge),
            DefaultTenant = bridge.Text("DefaultTenant", defaults.DefaultTenant),
            RawTopic = new SettingSection(configuration.GetSection("Topics")).Text("Raw", defaults.RawTopic),
        };
        _ = new TopicMap(options.TopicMap, options.DefaultTenant, options.Targets);
        return options;
    }

    private static string[] KafkaTopics(SettingSection bridge) =>
        bridge.Text("KafkaTopics", "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static TenantRegions Regions(SettingSection regions) =>
        new() { Here = regions.Text("Here", ""), Tenants = regions.Text("Tenants", ""), Servers = regions.Text("Servers", "") };

    private static KafkaOptions Kafka(SettingSection kafka)
    {
        var defaults = new KafkaOptions();
        return new KafkaOptions
        {
            BrokerList = kafka.Text("BrokerList", defaults.BrokerList),
            Protocol = kafka.Text("Protocol", defaults.Protocol),
            Username = kafka.Text("Username", null!),
            Password = kafka.Text("Password", null!),
            Compression = kafka.Text("Compression", defaults.Compression),
            LingerMs = kafka.Number("LingerMs", (long)defaults.LingerMs),
            SocketTimeoutMs = (int)kafka.Number("SocketTimeoutMs", defaults.SocketTimeoutMs),
        };
    }

    private static IReadOnlyList<TopicMapEntry> TopicMap(IConfigurationSection section)
    {
        var entries = section.GetChildren()
            .OrderBy(e => int.TryParse(e.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue)
            .Select(e => new TopicMapEntry
            {
                Filter = e["Filter"] ?? "",
                Tenant = e["Tenant"],
                Device = e["Device"],
                Type = e["Type"],
                Priority = e["Priority"],
                TenantSeparator = e["TenantSeparator"],
                KafkaTopic = e["KafkaTopic"],
                Headers = e.GetSection("Headers").GetChildren().ToDictionary(header => header.Key, header => header.Value ?? "", StringComparer.Ordinal),
            })
            .ToArray();
        return entries.Length == 0 ? DefaultTopicMap.Entries : entries;
    }

    private static IPAddress Address(string text) =>
        IPAddress.TryParse(text, out var address) ? address : throw new SettingException("Bridge__Bind", text, "an IP address");
}
