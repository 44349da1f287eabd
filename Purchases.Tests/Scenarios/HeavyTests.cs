namespace Purchases.Tests.Scenarios;

/// <summary>Tests that measure the memory of this process, or open very many connections: no other test runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HeavyTests
{
    public const string Name = "Heavy";
}
