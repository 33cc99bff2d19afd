using System.CommandLine;
using Microsoft.Extensions.Configuration;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Topics;

namespace ServerlessIot.Bridge.CommandLine;

/// <summary><c>topics</c>: what happens to a topic.</summary>
internal static class TopicCommands
{
    public static Command Build()
    {
        var topic = new Argument<string>("topic") { Description = "MQTT topic name, as a device would publish to." };
        var explain = new Command("explain", "Says what happens to a topic, under the topic map of the environment's settings.") { topic };
        explain.SetAction(result =>
        {
            try
            {
                var options = BridgeSettings.ReadTopicMap(new ConfigurationBuilder().AddEnvironmentVariables().Build());
                return TopicExplanation.Write(Console.Out, options, result.GetValue(topic)!) ? 0 : 1;
            }
            catch (SettingException e)
            {
                Console.Error.WriteLine(e.Message);
                return 2;
            }
        });
        return new Command("topics", "The topic map.") { explain };
    }
}
