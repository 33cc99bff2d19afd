using System.Globalization;
using System.Net;

namespace ServerlessIot.Broker;

/// <summary>The process form's arguments.</summary>
internal static class CommandLine
{
    public const string Usage = "usage: --directory FOLDER [--port PORT] [--advertise HOST:PORT] [--partitions NUMBER] [--fsync]";

    /// <summary>Reads the arguments.</summary>
    /// <returns>Null, with the <paramref name="problem"/> for a person, when they make no sense.</returns>
    public static BrokerOptions? Parse(string[] args, out string problem)
    {
        var options = new BrokerOptions { Directory = "", Port = 9092 };
        problem = "";
        for (var i = 0; i < args.Length && problem.Length == 0; i++)
        {
            var name = args[i];
            if (name == "--fsync")
                options = options with { Fsync = true };
            else if (i + 1 == args.Length)
                problem = $"{name} is unknown or lacks its value";
            else if (name == "--directory")
                options = options with { Directory = args[++i] };
            else if (name == "--advertise" && EndPoint(args[++i]) is { } advertised)
                options = options with { Advertised = advertised };
            else if (name is "--port" or "--partitions" && int.TryParse(args[++i], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                options = name == "--port" ? options with { Port = number } : options with { DefaultPartitions = number };
            else
                problem = $"{name} is unknown or its value is not of its kind";
        }

        if (problem.Length == 0 && options.Directory.Length == 0)
            problem = "--directory is missing";
        if (problem.Length > 0)
            return null;
        try
        {
            options.Validate();
            return options;
        }
        catch (ArgumentException e)
        {
            problem = e.Message;
            return null;
        }
    }

    private static DnsEndPoint? EndPoint(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort
            ? new DnsEndPoint(text[..colon], port)
            : null;
    }
}
