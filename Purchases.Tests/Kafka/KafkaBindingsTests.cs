using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Purchases.Functions.Kafka;

namespace Purchases.Tests.Kafka;

public sealed class KafkaBindingsTests
{
    private const string Trigger = """{"name":"records","direction":"In","type":"kafkaTrigger","brokerList":"KAFKA_BOOTSTRAP_SERVERS"}""";
    private const string Output = """{"name":"Events","direction":"Out","type":"kafka","brokerList":"KAFKA_BOOTSTRAP_SERVERS"}""";
    private const string Http = """{"name":"request","direction":"In","type":"httpTrigger"}""";

    [Fact]
    public void Without_settings_the_bindings_are_unchanged() => Assert.Equal([Http, Trigger, Output], Transformed());

    [Fact]
    public void A_kafka_binding_names_the_settings_and_never_their_values()
    {
        var bindings = Transformed(
            ("KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
            ("KAFKA_SASL_MECHANISM", "PLAIN"),
            ("KAFKA_USERNAME", "anna"),
            ("KAFKA_PASSWORD", "secret"));

        Assert.Equal(Http, bindings[0]);
        Assert.All(bindings.Skip(1).Select(text => JsonNode.Parse(text)!), binding =>
        {
            Assert.Equal("KAFKA_BOOTSTRAP_SERVERS", (string?)binding["brokerList"]);
            Assert.Equal("SaslSsl", (string?)binding["protocol"]);
            Assert.Equal("Plain", (string?)binding["authenticationMode"]);
            Assert.Equal("KAFKA_USERNAME", (string?)binding["username"]);
            Assert.Equal("KAFKA_PASSWORD", (string?)binding["password"]);
            Assert.Null(binding["sslCaLocation"]);
        });
    }

    [Fact]
    public void The_certificate_authority_is_named_as_a_setting_too()
    {
        using var folder = new TestFolder();
        var trigger = JsonNode.Parse(Transformed(("KAFKA_SECURITY_PROTOCOL", "SSL"), ("KAFKA_CA_LOCATION", Pem.Write(folder)))[1])!;

        Assert.Equal(("Ssl", "KAFKA_CA_LOCATION"), ((string?)trigger["protocol"], (string?)trigger["sslCaLocation"]));
    }

    [Fact]
    public void Confirmed_delivery_removes_the_output_binding_and_keeps_the_trigger() =>
        Assert.Equal([Http, Trigger], Transformed(("KAFKA_DELIVERY", "confirmed")));

    private static IList<string> Transformed(params (string Name, string? Value)[] settings)
    {
        var function = new DefaultFunctionMetadata { RawBindings = [Http, Trigger, Output] };
        new KafkaBindings(Settings.Of(settings)).Transform([function]);
        return function.RawBindings;
    }
}
