"""Nouns that name somebody who can hold a view: people by what they do, and bodies of people.

Written for this project.
"""

from __future__ import annotations

HOLDER_NOUNS = frozenset(
    """
    widow widower resident nurse doctor physician surgeon medic paramedic midwife pharmacist
    patient farmer fisherman fisher herder grower breeder shepherd beekeeper forester gardener
    teacher pupil student schoolteacher headteacher principal professor lecturer scholar
    scientist researcher economist analyst auditor accountant lawyer attorney solicitor
    barrister prosecutor judge magistrate juror jury arbitrator police policeman policewoman
    officer constable sergeant detective sheriff guard warden jailer soldier general colonel
    major captain commander admiral veteran conscript recruit sailor pilot crew firefighter
    ranger minister president premier chancellor governor mayor deputy senator congressman
    congresswoman lawmaker legislator councillor councilor councilman councilwoman alderman
    commissioner envoy ambassador diplomat spokesman spokeswoman spokesperson secretary
    treasurer chairman chairwoman boss director manager executive employer employee staff
    worker laborer labourer union apprentice trainee intern driver cyclist motorist trucker
    cabbie pedestrian commuter passenger rider docker porter mechanic engineer architect
    builder carpenter plumber electrician welder miner smith baker butcher cook chef waiter
    waitress barman barmaid innkeeper hotelier landlord landlady tenant lodger owner homeowner
    householder neighbour neighbor villager townsfolk citizen taxpayer voter elector
    constituent islander inhabitant settler migrant refugee immigrant emigrant deportee trader
    merchant dealer seller vendor shopkeeper grocer retailer wholesaler importer exporter
    customer consumer shopper buyer client investor shareholder lender borrower creditor debtor
    banker broker insurer underwriter landowner developer contractor operator supplier producer
    manufacturer man woman boy girl child kid youth teenager adult pensioner retiree elder
    senior mother father parent grandmother grandfather grandparent aunt uncle sister brother
    son daughter cousin wife husband couple family relative friend colleague comrade mate guest
    visitor tourist traveller traveler priest bishop archbishop cardinal pope imam rabbi monk
    nun vicar pastor chaplain deacon believer worshipper parishioner congregation church mosque
    synagogue actor actress artist painter musician singer writer author poet novelist
    journalist reporter editor columnist blogger podcaster broadcaster publisher photographer
    filmmaker curator librarian archivist historian coach player athlete referee umpire fan
    supporter team club federation activist campaigner protester demonstrator marcher striker
    picket petitioner signatory volunteer rebel dissident opponent critic advocate defender
    backer ally rival parliament senate assembly congress council cabinet court tribunal
    committee commission ministry department agency bureau authority government administration
    regime opposition coalition party bloc faction caucus delegation embassy army navy company
    firm business corporation bank guild chamber association society alliance institute
    foundation charity trust cooperative co-operative group organisation organization body
    community village town city county district region province nation country tribe clan crowd
    public majority minority people folk squad thousands hundreds dozens many some others most
    several few everyone everybody someone somebody ombudsman watchdog regulator inspector
    inspectorate examiner supervisor arbiter mediator trustee member delegate representative
    leader founder organiser organizer adviser advisor aide assistant clerk official bureaucrat
    expert specialist gangster inmate prisoner convict detainee suspect defendant plaintiff
    victim survivor witness complainant
    """.split()
)
"""Singular, in small letters."""
