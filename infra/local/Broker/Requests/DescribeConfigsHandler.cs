using System.Globalization;
using ServerlessIot.Broker.Topics;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Settings of topics and of the broker, so that a product can check what it stands on.</summary>
internal sealed class DescribeConfigsHandler(TopicStore topics, BrokerOptions options) : RequestHandler(ApiKey.DescribeConfigs, 0, 4, 4)
{
    private const byte TopicResource = 2;
    private const byte BrokerResource = 4;

    // Where a value comes from, and that it is a text, in Kafka's numbers.
    private const byte OwnSetting = 1;
    private const byte StaticBrokerSetting = 4;
    private const byte DefaultSetting = 5;
    private const byte TextType = 2;

    private readonly record struct Config(string Name, string Value, byte Source);

    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var body = request.Body();
        response.Int32(0);
        var resources = Math.Max(0, body.ArrayLength());
        response.ArrayLength(resources);
        for (; resources > 0; resources--)
        {
            var type = body.Byte();
            var name = body.String();
            var keys = body.NullableStringArray();
            body.Tags();
            var (error, message, configs) = Find(type, name);
            response.Error(error);
            response.String(message);
            response.Byte(type);
            response.String(name);
            Write([.. configs.Where(config => keys is null || keys.Contains(config.Name))], response, request.Version);
            response.Tags();
        }

        response.Tags();
        return ValueTask.CompletedTask;
    }

    private (ErrorCode Error, string? Message, IEnumerable<Config> Configs) Find(byte type, string name)
    {
        if (type == TopicResource)
        {
            return topics.TryGet(name, out var topic)
                ? (ErrorCode.None, null, TopicConfig.All(topic.Configs, options).Select(static config => new Config(config.Name, config.Value, config.IsOwn ? OwnSetting : DefaultSetting)))
                : (ErrorCode.UnknownTopicOrPartition, $"there is no topic {name}", []);
        }

        return type == BrokerResource && name is "" or "1"
            ? (ErrorCode.None, null, BrokerConfigs())
            : (ErrorCode.InvalidRequest, "known are topics and broker 1", []);
    }

    private Config[] BrokerConfigs()
    {
        static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
        (string Name, string Value)[] configs =
        [
            ("auto.create.topics.enable", options.AutoCreateTopics ? "true" : "false"),
            ("default.replication.factor", "1"),
            ("log.retention.bytes", "-1"),
            ("log.retention.ms", Text(TopicConfig.RetentionMsOf(options))),
            ("log.segment.bytes", Text(options.SegmentBytes)),
            ("message.max.bytes", Text(options.MaxMessageBytes)),
            ("min.insync.replicas", "1"),
            ("num.partitions", Text(options.DefaultPartitions)),
            ("socket.request.max.bytes", Text(options.MaxRequestBytes)),
        ];
        return Array.ConvertAll(configs, static config => new Config(config.Name, config.Value, StaticBrokerSetting));
    }

    private static void Write(Config[] configs, WireWriter response, short version)
    {
        response.ArrayLength(configs.Length);
        foreach (var (name, value, source) in configs)
        {
            response.String(name);
            response.String(value);
            response.Bool(false);
            if (version == 0)
                response.Bool(source != OwnSetting);
            else
                response.Byte(source);
            response.Bool(false);
            if (version >= 1)
                response.ArrayLength(0);
            if (version >= 3)
            {
                response.Byte(TextType);
                response.String(null);
            }

            response.Tags();
        }
    }
}
