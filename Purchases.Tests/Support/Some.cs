using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Purchases.Core.Telemetry;

namespace Purchases.Tests.Support;

/// <summary>Examples to start from.</summary>
internal static class Some
{
    /// <summary>Measures for nobody.</summary>
    public static PurchaseTelemetry Telemetry { get; } = new(
        new ServiceCollection().AddMetrics().BuildServiceProvider()
            .GetRequiredService<IMeterFactory>(), new("test", "purchases.v1", null), TimeProvider.System);

    /// <summary>The event of the contract's example, as Buy writes it.</summary>
    public const string EventJson =
        """{"eventId":"5f0c2d5e-8f4b-4a53-9a7c-0d5b2b6b8a11","eventType":"PurchaseCreated","eventVersion":1""" +
        ""","timestamp":"2026-01-15T10:34:14.300477+00:00","userId":"u1","itemId":"i99","quantity":2}""";

    public const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    public const string BuyJson = """{"userId":"u1","itemId":"i99","quantity":2}""";

    public static readonly PurchaseCreated Purchase = new()
    {
        EventId = "5f0c2d5e-8f4b-4a53-9a7c-0d5b2b6b8a11",
        Timestamp = Time("2026-01-15T10:34:14.300477+00:00"),
        UserId = "u1",
        ItemId = "i99",
        Quantity = 2,
    };

    /// <summary>This purchase, and a value for each member that it leaves out.</summary>
    public static PurchaseCreated WithEveryMember(PurchaseCreated purchase) => typeof(PurchaseCreated).GetProperties()
        .Where(property => property.GetValue(purchase) is null)
        .Aggregate(purchase, WithOther);

    /// <summary>This purchase with another value of a member.</summary>
    public static PurchaseCreated WithOther(PurchaseCreated purchase, PropertyInfo member)
    {
        object? other = member.GetValue(purchase) switch
        {
            long number => number + 1,
            string text => $"{text}-other",
            null when member.PropertyType == typeof(string) => $"some-{member.Name}",
            null when member.PropertyType == typeof(long?) => 7L,
            _ => throw new NotSupportedException($"Say here what another value of {member.Name} is, a {member.PropertyType}."),
        };
        var copy = purchase with { };
        member.SetValue(copy, other);
        return copy;
    }

    /// <summary>A clock that stands still until it is moved, at first when <see cref="Purchase"/> was made.</summary>
    public static FakeTimeProvider Clock() => new(new(2026, 1, 15, 10, 34, 14, 300, 477, TimeSpan.Zero));

    public static EventTimestamp Time(string text) =>
        EventTimestamp.TryParse(text, out var timestamp) ? timestamp : throw new FormatException(text);

    public static IdempotencyKey Key(string header) =>
        IdempotencyKey.TryParse(header, out var key) ? key : throw new FormatException(header);
}
