using Purchases.Functions.Startup;

namespace Purchases.Tests.Startup;

public sealed class StartupSettingsTests
{
    [Theory]
    [InlineData("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092,,other:9092")]
    [InlineData("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092 other:9092")]
    [InlineData("KAFKA_BOOTSTRAP_SERVERS", "kafka:port")]
    [InlineData("KAFKA_BOOTSTRAP_SERVERS", "SASL_SSL://kafka:9093")]
    [InlineData("KAFKA_TOPIC", "purchases v1")]
    [InlineData("KAFKA_TOPIC", "..")]
    [InlineData("KAFKA_DELIVERY", "sure")]
    [InlineData("KAFKA_SECURITY_PROTOCOL", "SASL_TLS")]
    public void A_malformed_setting_is_named(string name, string value) =>
        Assert.Contains(name, Named((name, value)));

    [Theory]
    [InlineData("kafka")]
    [InlineData("kafka-0.kafka:9092, kafka_1:9092")]
    [InlineData("10.0.0.1:9092,[fd00::1]:9092")]
    public void Brokers_are_hosts_with_or_without_a_port(string value) =>
        Assert.DoesNotContain("KAFKA_BOOTSTRAP_SERVERS", Named(("KAFKA_BOOTSTRAP_SERVERS", value)));

    // librdkafka logs an address that it can't use, so a secret must not get that far.
    [Theory]
    [InlineData("Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=c2VjcmV0")]
    [InlineData("anna:c2VjcmV0@kafka:9092")]
    [InlineData("anna:c2VjcmV0")]
    public void A_secret_in_the_setting_of_the_brokers_is_rejected_and_not_shown(string value)
    {
        var faults = StartupSettings.Faults(Settings.Of(("KAFKA_BOOTSTRAP_SERVERS", value)));

        Assert.Contains(faults, fault => fault.StartsWith("KAFKA_BOOTSTRAP_SERVERS must be host", StringComparison.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.Contains("c2VjcmV0", StringComparison.Ordinal));
    }

    [Fact]
    public void A_selected_name_that_is_no_function_is_named() =>
        Assert.Contains(
            "'Bye'", Assert.Single(StartupSettings.Faults(Settings.Of([.. Settings.Functions("Bye")]))), StringComparison.Ordinal);

    private static IEnumerable<string> Named(params (string Name, string? Value)[] settings) =>
        StartupSettings.Faults(Settings.Of(settings)).Select(fault => fault.Split(' ')[0]);
}
