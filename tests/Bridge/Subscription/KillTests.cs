using System.Diagnostics;
using System.Text;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Kafka;

namespace ServerlessIot.Bridge.Tests.Subscription;

public class KillTests
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "ServerlessIot.Bridge.dll");

    [Fact]
    public async Task Everything_that_mosquitto_acknowledged_arrives_though_the_bridge_is_killed_again_and_again()
    {
        const int Messages = 4_000;
        await using var broker = await BrokerProcess.StartAsync();
        await using var mosquitto = await MosquittoBroker.StartAsync();
        var bridge = await StartAsync(mosquitto, broker);
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; i < Messages; i += 500)
                await mosquitto.PublishAsync(TestBridge.Topic, Enumerable.Range(i, 500).Select(n => $"{n}"));
        });
        for (var kill = 1; kill <= 3; kill++)
        {
            var enough = kill * 700;
            await Eventually.True(() => Arrived(broker) >= enough, 120);
            bridge.Kill();
            await bridge.WaitForExitAsync();
            bridge.Dispose();
            bridge = await StartAsync(mosquitto, broker);
        }
        await publishing;
        await Eventually.True(() => Arrived(broker) == Messages, 120);
        bridge.Kill();
        await bridge.WaitForExitAsync();
        bridge.Dispose();
    }

    private static int Arrived(BrokerProcess broker) =>
        LogReader.ReadAll(broker.Address).Select(r => Encoding.UTF8.GetString(r.Message.Value)).Distinct(StringComparer.Ordinal).Count();

    /// <summary>The bridge as a process; it has subscribed when this returns.</summary>
    private static async Task<Process> StartAsync(MosquittoBroker mosquitto, BrokerProcess broker)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Bridge__Name"] = "killed";
        start.Environment["Bridge__MarkEverySeconds"] = "0";
        start.Environment["Bridge__Port"] = "0";
        start.Environment["Bridge__HttpPort"] = "0";
        start.Environment["Bridge__AllowAnonymous"] = "true";
        start.Environment["Bridge__Subscribe__Server"] = "127.0.0.1";
        start.Environment["Bridge__Subscribe__Port"] = $"{mosquitto.Port}";
        start.Environment["Kafka__BrokerList"] = broker.Address;
        var subscribed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("has subscribed", StringComparison.Ordinal) == true)
                subscribed.TrySetResult();
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await subscribed.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return process;
    }
}
