namespace Purchases.Tests.Telemetry;

/// <summary>
/// Tests that listen, and tests of what happens when nobody does, run one after the other and beside no other test: listeners hear
/// the whole process.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Unobserved
{
    public const string Name = "Telemetry";
}
