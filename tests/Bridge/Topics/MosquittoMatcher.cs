using System.Runtime.InteropServices;

namespace ServerlessIot.Bridge.Tests.Topics;

/// <summary>mosquitto's own verdict on a filter and a topic name: <c>mosquitto_topic_matches_sub</c> of libmosquitto.</summary>
internal static partial class MosquittoMatcher
{
    public const string Library = "/usr/lib/x86_64-linux-gnu/libmosquitto.so.1";

    /// <summary>Null when mosquitto refuses the pair.</summary>
    public static bool? Matches(string filter, string topic) =>
        TopicMatchesSub(filter, topic, out var result) == 0 ? result != 0 : null;

    [LibraryImport(Library, EntryPoint = "mosquitto_topic_matches_sub", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int TopicMatchesSub(string filter, string topic, out byte result);
}
