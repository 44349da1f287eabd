using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Purchases.Core;
using Purchases.Functions.Startup;

namespace Purchases.Tests.Startup;

public sealed class KafkaSecurityTests
{
    private const string Trigger = """{"name":"records","direction":"In","type":"kafkaTrigger","brokerList":"KAFKA_BOOTSTRAP_SERVERS"}""";
    private const string Http = """{"name":"request","direction":"In","type":"httpTrigger"}""";

    [Fact]
    public void Without_a_protocol_the_bindings_stay_as_they_are() =>
        Assert.Equal([Http, Trigger], Transformed());

    [Fact]
    public void A_kafka_binding_names_the_settings_and_never_their_values()
    {
        var bindings = Transformed(
            ("KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
            ("KAFKA_SASL_MECHANISM", "PLAIN"),
            ("KAFKA_USERNAME", "anna"),
            ("KAFKA_PASSWORD", "secret"));

        var binding = JsonNode.Parse(bindings[1])!;
        Assert.Equal(Http, bindings[0]);
        Assert.Equal("KAFKA_BOOTSTRAP_SERVERS", (string?)binding["brokerList"]);
        Assert.Equal("SaslSsl", (string?)binding["protocol"]);
        Assert.Equal("Plain", (string?)binding["authenticationMode"]);
        Assert.Equal("KAFKA_USERNAME", (string?)binding["username"]);
        Assert.Equal("KAFKA_PASSWORD", (string?)binding["password"]);
        Assert.Null(binding["sslCaLocation"]);
    }

    [Theory]
    [InlineData("KAFKA_SECURITY_PROTOCOL", "SASL_TLS", "PLAIN", "secret")]
    [InlineData("KAFKA_SASL_MECHANISM", "SASL_SSL", null, "secret")]
    [InlineData("KAFKA_PASSWORD", "SASL_SSL", "PLAIN", null)]
    public void What_a_protocol_needs_and_lacks_is_named_at_start(string name, string protocol, string? mechanism, string? password)
    {
        var fault = Assert.Throws<SettingsException>(() => KafkaSecurity.Check(Settings.Of(
            ("KAFKA_SECURITY_PROTOCOL", protocol), ("KAFKA_SASL_MECHANISM", mechanism), ("KAFKA_USERNAME", "anna"), ("KAFKA_PASSWORD", password))));

        Assert.StartsWith(name, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    private static IList<string> Transformed(params (string Name, string? Value)[] settings)
    {
        var function = new DefaultFunctionMetadata { RawBindings = [Http, Trigger] };
        new KafkaSecurity(Settings.Of(settings)).Transform([function]);
        return function.RawBindings;
    }
}
