using ServerlessIot.Broker.Producers;

namespace ServerlessIot.Broker.Tests.Producers;

public sealed class ProducerIdsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ids-").FullName;

    [Fact]
    public void An_id_is_never_given_twice_when_the_disk_refuses_a_write()
    {
        var ids = new ProducerIds(_directory);
        // The file cannot be written while a folder has its name, whoever asks.
        var obstacle = Directory.CreateDirectory(Path.Combine(_directory, "producer-ids.new"));
        Assert.ThrowsAny<SystemException>(() => ids.Next());
        Assert.ThrowsAny<SystemException>(() => ids.Next());
        obstacle.Delete();

        long[] given = [ids.Next(), ids.Next(), new ProducerIds(_directory).Next()];

        Assert.Equal(given.Distinct(), given);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
