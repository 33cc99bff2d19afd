namespace ServerlessIot.Domain.Tests.Rules;

/// <summary>For each rule that ships what a device sends that breaks it, and what a healthy one sends.</summary>
internal static class DefaultExamples
{
    private const int Minute = 60;
    private const int Hour = 60 * Minute;

    internal static IReadOnlyList<DefaultExample> All { get; } =
    [
        .. new (string Type, double Limit)[] { ("temperature", 150), ("pressure", 800), ("vibration", 40), ("current", 90), ("voltage", 250), ("humidity", 95) }
            .Select(one => new DefaultExample($"{one.Type}-critical", _ => Factory(one.Type, one.Limit + 0.1), _ => Factory(one.Type, one.Limit))),
        .. new (string Type, double Limit)[] { ("temperature", 150), ("pressure", 800), ("vibration", 40) }
            .Select(one => new DefaultExample($"{one.Type}-rising", i => Factory(one.Type, one.Limit * (0.5 + (0.01 * i))), i => Factory(one.Type, one.Limit * (0.5 + (0.01 * (i % 3))))) { Count = 40, Seconds = Minute }),
        new("manhole_alarm", _ => """{"value":1,"battery":80}""", _ => """{"value":0,"battery":80}""") { Type = "alarm" },
        new("battery_overheat", _ => Car("\"battery_temp\":55.1"), _ => Car("\"battery_temp\":55")),
        new("battery_low", _ => Car("\"battery_soc\":9.9"), _ => Car("\"battery_soc\":10")),
        new("tire_pressure_low", _ => Car("\"tire_pressure\":[2.4,1.7]"), _ => Car("\"tire_pressure\":[2.4,1.8]")),
        new("over_speed", _ => Car("\"speed\":181"), _ => Car("\"speed\":180")),
        new("abnormal_driving", i => Car($"\"speed\":{60 - (20 * i)}"), i => Car($"\"speed\":{60 - (10 * i)}")) { Count = 3 },
        new("crash_detected", _ => Car("\"crash_detected\":1"), _ => Car("\"crash_detected\":0")),
        new("crash_reported", _ => Car("\"speed\":3,\"active_alerts\":[\"low_washer_fluid\",\"crash_detected\"]"), _ => Car("\"speed\":3,\"active_alerts\":[\"low_washer_fluid\"]")),
        new("geofence_breach", _ => Car("\"speed\":3,\"active_alerts\":[\"geofence_breach\"]"), _ => Car("\"speed\":3,\"active_alerts\":[]")),
        new("battery_drain", i => Car($"\"battery_soc\":{40 - i}"), _ => Car("\"battery_soc\":40")) { Count = 20, Seconds = Minute },
        new("temperature-threshold", _ => Sensor("temperature", 35.1), _ => Sensor("temperature", 35)),
        new("humidity-threshold", _ => Sensor("humidity", 19.9), _ => Sensor("humidity", 20)),
        new("co2-threshold", _ => Sensor("co2", 1001), _ => Sensor("co2", 1000)),
        new("pressure-threshold", _ => Sensor("pressure", 979), _ => Sensor("pressure", 980)),
        new("usual-range", i => Sensor("temperature", i < 240 ? 20 + (i % 3) : 30), i => Sensor("temperature", 20 + (i % 3))) { Count = 250, Seconds = Hour },
        new("drone_battery_low", _ => """{"drone_id":"D1","location":{"latitude":31,"longitude":121,"altitude":80},"battery":19}""", _ => """{"drone_id":"D1","battery":20}""") { Type = "drone" },
        new("drone_battery_drain", i => $"{{\"battery\":{60 - (2 * i)}}}", _ => """{"battery":60}""") { Type = "drone", Count = 15, Seconds = Minute },
        new("charger_offline", _ => Charger, _ => Charger) { Type = "charger", SilentFor = 31, WellFor = 30 },
        new("high_temperature", _ => """{"temperature":80.1,"humidity":40}""", _ => """{"temperature":75,"humidity":40}"""),
        new("start_cooling", _ => """{"temperature":75.1,"battery_level":80}""", _ => """{"temperature":75,"battery_level":80}"""),
        new("temperature-anomaly", i => $"{{\"temperature\":{(i < 20 ? 20 + (i % 3) : 30)}}}", i => $"{{\"temperature\":{20 + (i % 3)}}}") { Count = 21, Seconds = 5 },
        new("machine-anomaly", _ => """{"temperature":45,"vibration":0.1,"pressure":1013,"flow_rate":60}""", _ => """{"temperature":28,"vibration":0.06,"pressure":1003,"flow_rate":95}"""),
        new("hardware-fault", _ => """{"high_temperature":1,"memory_errors":3}""", _ => """{"high_temperature":1,"memory_errors":0}"""),
        new("network-fault", _ => """{"high_latency":1,"packet_loss":1}""", _ => """{"high_latency":1,"connection_drops":0}"""),
        new("software-fault", _ => """{"error_rate_spike":1,"memory_leak":1}""", _ => """{"error_rate_spike":1,"cpu_spike":1}"""),
        new("performance-fault", _ => """{"response_time_increase":1,"queue_buildup":1}""", _ => """{"response_time_increase":1}"""),
        new("device-silent", _ => Factory("temperature", 20), _ => Factory("temperature", 20)) { SilentFor = 601, WellFor = 600 },
        new("device_alarm", _ => """{"temperature":20,"alarm":true}""", _ => """{"temperature":20,"alarm":false}"""),
        new("device_battery_low", _ => """{"temperature":20,"low_battery":true}""", _ => """{"temperature":20,"low_battery":false}"""),
        new("gateway_down", _ => """{"cpu":20}""", _ => """{"cpu":20}""") { Type = "gateway", SilentFor = 31, WellFor = 30 },
        new("cpu_high", _ => """{"cpu":81}""", i => $"{{\"cpu\":{(i == 4 ? 80 : 99)}}}") { Type = "gateway", Count = 9, Seconds = 15 },
        new("disk_low", _ => """{"disk_free":9}""", _ => """{"disk_free":10}""") { Type = "edge" },
        new("inference_slow", _ => """{"inference_p95":0.11}""", _ => """{"inference_p95":0.1}""") { Type = "edge" },
        new("error_rate_high", _ => """{"error_rate":1.1}""", _ => """{"error_rate":1}""") { Type = "service" },
        new("response_slow", _ => """{"response_time":5.1}""", _ => """{"response_time":5}""") { Type = "service" },
        new("vision_reject", _ => """{"result":"defective","confidence":0.95}""", i => i == 0 ? """{"result":"defective","confidence":0.85}""" : """{"result":"good","confidence":0.99}""") { Type = "inspection", Count = 2 },
    ];

    private const string Charger = """{"type":"charging_data","session_id":"s1","cp_id":"CP1","energy_kwh":3.2,"current":16,"voltage":400}""";

    private static string Factory(string type, double value) => FormattableString.Invariant($$$"""{"device_id":"d","sensor_type":"{{{type}}}","value":{{{value}}},"metadata":{"production_line":"L1"}}""");

    private static string Sensor(string type, double value) => FormattableString.Invariant($$"""{"sensor_id":"d","sensor_type":"{{type}}","value":{{value}}}""");

    private static string Car(string members) => $$"""{"vin":"d","status":"driving","latitude":31.2,"longitude":121.5,{{members}}}""";
}
