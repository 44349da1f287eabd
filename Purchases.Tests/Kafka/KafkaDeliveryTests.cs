using Purchases.Functions.Kafka;

namespace Purchases.Tests.Kafka;

public sealed class KafkaDeliveryTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("binding", false)]
    [InlineData("confirmed", true)]
    [InlineData("Confirmed", true)]
    public void The_binding_is_the_default(string? value, bool isConfirmed) =>
        Assert.Equal(isConfirmed, KafkaSettings.IsConfirmed(Settings.Of(("KAFKA_DELIVERY", value))));
}
