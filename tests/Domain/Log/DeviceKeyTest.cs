using System.Text;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Domain.Tests.Log;

public sealed class DeviceKeyTest
{
    [Theory]
    [InlineData("demo/temp-001", "demo", "temp-001")]
    [InlineData("demo/line/7", "demo", "line/7")]
    [InlineData("démo/ü", "démo", "ü")]
    public void A_key_names_tenant_and_device(string key, string tenant, string device) =>
        Assert.Equal((tenant, device), DeviceKey.Read(Encoding.UTF8.GetBytes(key)));

    [Theory]
    [InlineData("")]
    [InlineData("temp-001")]
    [InlineData("/temp-001")]
    [InlineData("demo/")]
    public void What_lacks_one_of_them_names_none(string key) => Assert.Equal((null, null), DeviceKey.Read(Encoding.UTF8.GetBytes(key)));
}
