namespace Purchases.Tests.Telemetry;

/// <summary>
/// Tests with listeners and tests of what happens without listeners run one after the other, while no other test runs: a listener
/// receives the measurements and spans of the whole process.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Unobserved
{
    public const string Name = "Telemetry";
}
