using ServerlessIot.Bridge.Mqtt.Subscribing;

namespace ServerlessIot.Bridge.Mqtt.Delivering;

/// <summary>How commands go out to a connection, by its subscriptions.</summary>
/// <param name="Topic">Topic of deliveries, without the command's id.</param>
/// <param name="NamesCommand">Whether the id follows as a level of its own: when only filters below the device's topic are subscribed to.</param>
/// <param name="QoS">0 or 1.</param>
internal sealed record DeliveryPlan(string Topic, bool NamesCommand, byte QoS)
{
    /// <summary>The plan for some subscriptions; null when none of them hears commands.</summary>
    /// <param name="subscriptions">Filters with the QoS granted.</param>
    /// <param name="clientId">The connection's client id.</param>
    public static DeliveryPlan? Of(IReadOnlyDictionary<string, byte> subscriptions, string clientId)
    {
        var topic = CommandTopics.Of(clientId);
        return Find(topic, names: false) ?? Find(topic, names: true);

        DeliveryPlan? Find(string topic, bool names)
        {
            // Stands for any id: no filter can have a level like it.
            var matching = subscriptions.Where(s => CommandTopics.Matches(s.Key, names ? topic + "/\0" : topic)).Select(s => s.Value).ToArray();
            return matching.Length == 0 ? null : new DeliveryPlan(topic, names, matching.Max());
        }
    }
}
