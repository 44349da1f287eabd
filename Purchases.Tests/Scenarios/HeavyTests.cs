namespace Purchases.Tests.Scenarios;

/// <summary>Tests that want the machine to themselves: they kill processes, or measure memory.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HeavyTests
{
    public const string Name = "Heavy";
}
