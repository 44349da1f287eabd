using NetArchTest.Rules;
using Purchases.Functions;

namespace Purchases.Tests.Docs;

/// <summary>Which part knows which library.</summary>
public sealed class BoundariesTests
{
    private static readonly Types Core = Types.InAssembly(typeof(PurchaseCreated).Assembly);
    private static readonly Types Functions = Types.InAssembly(typeof(Buy).Assembly);

    [Fact]
    public void Core_knows_no_host_broker_or_database() => Assert.Empty(
        Core.That().HaveDependencyOnAny("Microsoft.Azure", "Confluent.Kafka", "MongoDB", "Microsoft.Data.Sqlite").GetTypes());

    [Fact]
    public void Only_http_and_telemetry_of_Core_know_AspNetCore() => AssertOnly(
        Core, "Microsoft.AspNetCore", "Purchases.Core.Http", "Purchases.Core.Telemetry");

    [Fact]
    public void Only_Kafka_of_Functions_knows_the_Kafka_client() => AssertOnly(Functions, "Confluent.Kafka", "Purchases.Functions.Kafka");

    [Fact]
    public void Only_Mongo_of_Functions_knows_MongoDB() => AssertOnly(Functions, "MongoDB", "Purchases.Functions.Mongo");

    [Fact]
    public void Local_carries_no_native_kafka_client() =>
        Assert.DoesNotContain(
            "librdkafka", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Purchases.Local.deps.json")), StringComparison.Ordinal);

    // All of the folders know it: a rule that finds nothing would always hold.
    private static void AssertOnly(Types types, string library, params string[] folders)
    {
        var knowing = types.That().HaveDependencyOn(library).GetTypes().ToList();

        Assert.All(folders, folder => Assert.Contains(knowing, type => IsIn(type, folder)));
        Assert.All(knowing, type => Assert.True(Array.Exists(folders, folder => IsIn(type, folder)), $"{type} knows {library}."));
    }

    private static bool IsIn(Type type, string folder) => $"{type.Namespace}.".StartsWith($"{folder}.", StringComparison.Ordinal);
}
