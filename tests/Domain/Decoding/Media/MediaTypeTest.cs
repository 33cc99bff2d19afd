using ServerlessIot.Domain.Decoding.Media;

namespace ServerlessIot.Domain.Tests.Decoding.Media;

public sealed class MediaTypeTest
{
    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData(" application/json ; charset=utf-8", "application/json")]
    [InlineData(";", "")]
    [InlineData("", "")]
    public void The_essence_has_no_parameters(string contentType, string essence) => Assert.Equal(essence, MediaType.Essence(contentType).ToString());

    [Theory]
    [InlineData("application/json", null)]
    [InlineData("application/json;schema=vehicle", "vehicle")]
    [InlineData("application/json; SCHEMA = \"vehicle\" ;Version=2", "vehicle/2")]
    [InlineData("application/json;version=2", null)]
    [InlineData("application/json;schema=", null)]
    [InlineData("application/json;;=;schema=a=b", "a=b")]
    [InlineData(null, null)]
    public void Parameters_may_name_a_schema(string? contentType, string? schema) => Assert.Equal(schema, MediaType.Schema(contentType));
}
