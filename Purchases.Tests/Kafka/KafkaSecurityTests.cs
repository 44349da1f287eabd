using Confluent.Kafka;
using Purchases.Functions.Kafka;

namespace Purchases.Tests.Kafka;

public sealed class KafkaSecurityTests : FolderTests
{
    [Fact]
    public void Without_a_protocol_there_is_neither_tls_nor_sasl() => Assert.Null(KafkaSecurity.Read(Settings.Of()));

    [Fact]
    public void Our_own_client_has_the_same_settings_as_the_bindings()
    {
        var config = Applied(
            ("KAFKA_SECURITY_PROTOCOL", "sasl_ssl"),
            ("KAFKA_SASL_MECHANISM", "scram-sha-512"),
            ("KAFKA_USERNAME", "anna"),
            ("KAFKA_PASSWORD", "secret"),
            ("KAFKA_CA_LOCATION", Pem.Write(_folder)));

        Assert.Equal(SecurityProtocol.SaslSsl, config.SecurityProtocol);
        Assert.Equal(SaslMechanism.ScramSha512, config.SaslMechanism);
        Assert.Equal(("anna", "secret"), (config.SaslUsername, config.SaslPassword));
        Assert.Equal(_folder.File("ca.pem"), config.SslCaLocation);
    }

    [Fact]
    public void A_protocol_without_tls_needs_no_certificate_authority() =>
        Assert.Null(Applied(("KAFKA_SECURITY_PROTOCOL", "PLAINTEXT"), ("KAFKA_CA_LOCATION", "/nowhere.pem")).SslCaLocation);

    [Theory]
    [InlineData("KAFKA_SECURITY_PROTOCOL", "SASL_TLS", "PLAIN", "secret")]
    [InlineData("KAFKA_SASL_MECHANISM", "SASL_SSL", null, "secret")]
    [InlineData("KAFKA_SASL_MECHANISM", "SASL_SSL", "GSSAPI", "secret")]
    [InlineData("KAFKA_PASSWORD", "SASL_SSL", "PLAIN", null)]
    public void A_setting_that_a_protocol_needs_is_named_at_start(string name, string protocol, string? mechanism, string? password)
    {
        var fault = Fault(
            ("KAFKA_SECURITY_PROTOCOL", protocol),
            ("KAFKA_SASL_MECHANISM", mechanism),
            ("KAFKA_USERNAME", "anna"),
            ("KAFKA_PASSWORD", password));

        Assert.StartsWith(name, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_certificate_file_is_named_at_start() => Assert.Equal(
        "KAFKA_CA_LOCATION names a file that can't be read: /nowhere/ca.pem.",
        Fault(("KAFKA_SECURITY_PROTOCOL", "SSL"), ("KAFKA_CA_LOCATION", "/nowhere/ca.pem")));

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void A_file_without_a_certificate_is_named_at_start(string content)
    {
        var file = _folder.File("ca.pem");
        File.WriteAllText(file, content);

        Assert.Equal(
            $"KAFKA_CA_LOCATION must name a PEM file with a certificate: {file} has no readable certificate.",
            Fault(("KAFKA_SECURITY_PROTOCOL", "SSL"), ("KAFKA_CA_LOCATION", file)));
    }

    private static string Fault(params (string Name, string? Value)[] settings) =>
        Assert.Throws<SettingsException>(() => KafkaSecurity.Read(Settings.Of(settings))).Message;

    private static ClientConfig Applied(params (string Name, string? Value)[] settings)
    {
        var config = new ClientConfig();
        KafkaSecurity.Read(Settings.Of(settings))!.ApplyTo(config);
        return config;
    }
}
